from pathlib import Path

import pytest

from domain.authority import AuthorityRule, Fact
from domain.identifiers import Identifier, IdentifierKind
from domain.partners import Lane, Scope
from gateway.settings.instance_file import load_instance_file
from gateway.settings.reading.problems import ConfigProblems
from tests.gateway.settings.samples import GOOD, MANIFESTS, SECRET, ErpSettings, load


def test_instances_have_the_settings_of_their_adapter(tmp_path: Path) -> None:
    instances = load(tmp_path).instances
    assert list(instances) == ["erp", "wms_east", "wms_west"]
    erp = instances["erp"]
    assert (erp.name, erp.adapter, erp.capabilities) == ("erp", "erp_sim", MANIFESTS["erp_sim"].capabilities)
    assert isinstance(erp.settings, ErpSettings)
    assert erp.settings.api_key.get_secret_value() == SECRET


def test_a_secret_is_in_no_representation(tmp_path: Path) -> None:
    assert SECRET not in repr(load(tmp_path))


def test_names_know_how_each_instance_writes_them(tmp_path: Path) -> None:
    rule = load(tmp_path).names[IdentifierKind.ORDER]
    written = {instance: spelling.theirs("SO-1") for instance, spelling in rule.spellings().items()}
    assert written == {"erp": "SO-1", "wms_east": "SO-1", "wms_west": "1"}


def test_tables_are_read_from_beside_the_file(tmp_path: Path) -> None:
    first, second = load(tmp_path).links
    assert first == (Identifier(IdentifierKind.ITEM, "wms_west", "000077"), "AX-1", "links.csv line 2")
    assert second.place == "links.csv line 3"


def test_authority_keeps_the_order_of_its_rules(tmp_path: Path) -> None:
    assert load(tmp_path).authority.rules == (
        AuthorityRule(fact=Fact.STOCK_PHYSICAL, instances=("wms_east",), locations=frozenset({"EAST"})),
        AuthorityRule(fact=Fact.STOCK_SUPPLY, instances=("erp",)),
    )


def test_locations_name_their_warehouse(tmp_path: Path) -> None:
    locations = load(tmp_path).locations
    assert {code: place.warehouse for code, place in locations.items()} == {
        "EAST": "wms_east",
        "WEST": "wms_west",
        "STORE": None,
    }


def test_principals_have_their_grants(tmp_path: Path) -> None:
    identity = load(tmp_path).identity
    assert [(one.url, one.audiences) for one in identity.issuers.values()] == [
        ("http://issuer.example", ("ordergraph",))
    ]
    desk, acme = identity.principals["service-desk"], identity.principals["partner-acme"]
    assert desk.partner == "service-desk"
    assert desk.grant.scopes == {Scope.ORDERS_READ, Scope.ORDERS_PII}
    assert desk.grant.rows.customers is None
    assert acme.grant.rows.customers == frozenset({"C-00042"})
    assert (acme.lane, acme.weight) == (Lane.PARTNER_BULK, 2)


def test_an_empty_list_of_rows_leaves_none_open(tmp_path: Path) -> None:
    identity = load(tmp_path, GOOD.replace("customers: [C-00042]", "customers: []")).identity
    assert identity.principals["partner-acme"].grant.rows.customers == frozenset()


def test_limits_that_are_not_named_are_left_to_the_execution(tmp_path: Path) -> None:
    assert load(tmp_path).limits.of_operation() == {"depth": 9}


def test_the_smallest_file_needs_one_system_and_an_issuer(tmp_path: Path) -> None:
    text = (
        "instances: {wms: {adapter: wms_east, base_url: 'http://wms.example'}}\n"
        "identity: {issuer: 'http://x.example'}"
    )
    file = load(tmp_path, text)
    assert list(file.instances) == ["wms"]
    assert file.identity.issuers["default"].audiences == ("ordergraph",)
    assert file.links == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"${ERP_API_KEY}"', SECRET),
        ('"Key ${ERP_API_KEY}!"', f"Key {SECRET}!"),
        ('"pa$$word$"', "pa$$word$"),
        ('"$${ERP_API_KEY}"', "${ERP_API_KEY}"),
        ("'0123'", "0123"),
    ],
)
def test_environment_variables_are_filled_in(tmp_path: Path, written: str, read: str) -> None:
    text = GOOD.replace('"${ERP_API_KEY}"', written)
    settings = load(tmp_path, text).instances["erp"].settings
    assert isinstance(settings, ErpSettings)
    assert settings.api_key.get_secret_value() == read


def test_keys_are_taken_as_they_are_written(tmp_path: Path) -> None:
    assert "NO" in load(tmp_path, GOOD.replace("  STORE: {}", "  NO: {}")).locations


def test_a_merge_key_shares_what_instances_have_in_common(tmp_path: Path) -> None:
    text = GOOD.replace(
        'wms_east: {adapter: wms_east, base_url: "http://east.example"}',
        ('wms_east: &wms {adapter: wms_east, base_url: "http://east.example"}'),
    ).replace(
        '{adapter: wms_east, base_url: "http://west.example"}', '{<<: *wms, base_url: "http://west.example"}'
    )
    settings = load(tmp_path, text).instances["wms_west"].settings
    assert str(settings.model_dump()["base_url"]) == "http://west.example/"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match=r"nowhere\.yaml: one problem\n  cannot be read: No such file"):
        load_instance_file(tmp_path / "nowhere.yaml", MANIFESTS, {})


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("a: 1\nb: Lübeck\n".encode("latin-1"))
    with pytest.raises(ConfigProblems, match="line 2: is not UTF-8"):
        load_instance_file(file, MANIFESTS, {})
