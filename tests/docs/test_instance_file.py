"""docs/instance-file.md: its file is right, says all that can be said, and errors look as they are shown."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from adapters.manifest import InstanceSettings
from domain.authority import Fact
from domain.budgets import DEFAULT_SHARES
from domain.partners import Lane, Scope
from gateway.cli import main
from gateway.cli.tables import span
from gateway.settings.budgets import HostBudget
from gateway.settings.events import Events
from gateway.settings.freshness import DEFAULTS
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.limits import OF_REQUESTS
from gateway.settings.naming.links import COLUMNS
from gateway.settings.naming.spelling import Spelling
from gateway.settings.process import PREFIX, ProcessSettings
from gateway.settings.reservations import ReservationSettings
from gateway.settings.systems.tls import TlsSettings
from gateway.settings.webhooks.section import Webhooks
from gateway.wiring.systems import known_adapters
from resolvers.limiting.limits import Limits
from tests.adapters.network.certificates import authority
from tests.docs.pages import block, text

PAGE = "docs/instance-file.md"
FILE = "ordergraph.yaml"
SECTIONS = (
    "instances",
    "tls",
    "names",
    "tables",
    "authority",
    "locations",
    "carriers",
    "due",
    "selling",
    "freshness",
    "budgets",
    "identity",
    "limits",
    "documents",
    "events",
    "webhooks",
    "reservations",
    "positions",
    "brokers",
)
SECRET = "whsec_d21zLWVhc3QtZGVtby1zZWNyZXQ="
ROW = re.compile(rf"^\| `({PREFIX}[A-Z_]+)` \| (?:`([^`|]+)` |[^`|]*)\|", re.MULTILINE)
MISTAKES = (
    ("adapter: tms_sim", "adapter: tms_sin"),
    ("https://carrier.example.com", "carrier.example.com"),
    ("owner: erp                            # our", "owner: epr                            # our"),
)
CONTRADICTION = "item,wms_east,E-04711,AX-1043\n"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """Every variable that the file refers to, in a folder where the file can be written."""
    monkeypatch.chdir(tmp_path)
    names = re.findall(r"(?<!\$)\$\{(\w+)\}", block(PAGE, "yaml"))
    assert names != []
    for name in names:
        monkeypatch.setenv(name, SECRET)
    return dict.fromkeys(names, SECRET)


def written(document: str, table: str) -> Path:
    Path("links.csv").write_text(table, encoding="utf-8")
    Path("acme-documents.json").write_text(block(PAGE, "json"), encoding="utf-8")
    authority(Path()).issued("ordergraph")
    Path(FILE).write_text(document, encoding="utf-8")
    return Path(FILE)


def loaded(environment: Mapping[str, str]) -> InstanceFile:
    return load_instance_file(written(block(PAGE, "yaml"), block(PAGE, "csv")), known_adapters(), environment)


def checked() -> int:
    with pytest.raises(SystemExit) as left:
        main(["check-config", FILE])
    return int(left.value.code or 0)


@pytest.mark.usefixtures("environment")
def test_the_file_on_the_page_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    written(block(PAGE, "yaml"), block(PAGE, "csv"))
    assert checked() == 0
    said = capsys.readouterr().out
    assert f"{FILE} is right." in said
    assert SECRET not in said


def test_it_shows_every_section_and_key(environment: Mapping[str, str]) -> None:
    page = text(PAGE)
    document = yaml.safe_load(block(PAGE, "yaml"))
    assert tuple(document) == SECTIONS
    assert set(document["instances"]["erp"]) >= {"adapter", "sync", "tls", *InstanceSettings.model_fields}
    assert set(document["tls"]) | set(document["instances"]["erp"]["tls"]) == set(TlsSettings.model_fields)
    rows = ("customers", "channels", "locations", "suppliers", "carriers")
    for word in (*rows, *Lane, *Fact, *Spelling.model_fields):
        assert word in page, word
    principals = loaded(environment).identity.principals.values()
    assert set().union(*(one.grant.scopes for one in principals)) == set(Scope)


def test_its_budget_shows_every_key_and_most_defaults(environment: Mapping[str, str]) -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["budgets"]["erp"]
    assert set(shown) == set(HostBudget.model_fields)
    budget = loaded(environment).budgets["erp.example.com:443"]
    for name in ("breaker", "retries", "recovery", "longest_pause", "wait"):
        assert getattr(budget, name) == getattr(HostBudget(), name), name
    assert budget.rules(20).budget.shares == DEFAULT_SHARES


def test_its_limits_are_the_defaults(environment: Mapping[str, str]) -> None:
    limits, of_requests = loaded(environment).limits, set(OF_REQUESTS) - {"timeouts"}
    assert dict(limits.of_operation()) == asdict(Limits())
    assert limits.model_dump(include=of_requests) == type(limits)().model_dump(include=of_requests)


def test_its_reservations_are_the_defaults(environment: Mapping[str, str]) -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["reservations"]
    assert list(shown) == list(ReservationSettings.model_fields)
    assert loaded(environment).reservations == ReservationSettings()


def test_its_webhooks_are_the_defaults(environment: Mapping[str, str]) -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["webhooks"]
    assert list(shown) == list(Webhooks.model_fields)
    assert loaded(environment).webhooks == Webhooks()


def test_its_events_are_the_defaults(environment: Mapping[str, str]) -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["events"]
    assert set(shown) == set(Events.model_fields)
    assert loaded(environment).events == Events()


def test_its_documents_are_those_of_a_partner_of_the_file(environment: Mapping[str, str]) -> None:
    file = loaded(environment)
    (partner,) = file.documents
    assert partner in {principal.partner for principal in file.identity.principals.values()}
    assert file.documents[partner].only
    assert len(file.documents[partner].by_key) == 2


def test_its_table_of_freshness_is_that_of_the_defaults() -> None:
    page = text(PAGE)
    for port, terms in DEFAULTS.items():
        (row,) = [
            line
            for line in page.splitlines()
            if line.startswith("| `") and f"`{port}`" in line.split(" | ")[0]
        ]
        assert f"| {' | '.join(map(span, (terms.soft, terms.ttl, terms.keep, terms.negative)))} |" in row


def test_its_table_names_the_columns() -> None:
    assert block(PAGE, "csv").splitlines()[0] == ",".join(COLUMNS)


def test_it_tells_every_variable_of_the_process_with_its_default() -> None:
    told = dict(ROW.findall(text(PAGE)))
    fields = ProcessSettings.model_fields
    assert set(told) == {f"{PREFIX}{name}".upper() for name in fields}
    for variable, default in told.items():
        if default:
            name = variable.removeprefix(PREFIX).lower()
            given = ProcessSettings.model_validate({name: default})
            assert getattr(given, name) == fields[name].get_default(call_default_factory=True), variable


def test_errors_look_as_the_page_shows_them(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = block(PAGE, "yaml")
    for right, wrong in MISTAKES:
        assert document.count(right) == 1
        document = document.replace(right, wrong)
    assert "WEST_PASSWORD" in environment
    monkeypatch.delenv("WEST_PASSWORD")
    written(document, block(PAGE, "csv") + CONTRADICTION)
    assert checked() == 2
    shown = block(PAGE, "console").partition("\n")[2]
    assert plain(capsys.readouterr().out) == plain(shown)


def plain(screen: str) -> str:
    """What a screen says, however wide it is, and wherever in the file it stands."""
    return re.sub(r"\(line \d+\)", "(line n)", " ".join(re.sub("─+", "", screen).split()))
