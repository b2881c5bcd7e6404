"""Partners from the command line: taken up, granted, suspended, removed, and who did it."""

import json
import re
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.partners import Grant, Lane, RowScope, Scope
from domain.registry.records import ChangeKind, Partner, PartnerStatus, Subject
from domain.shapes.words import Band, PersonalShape, Shapes, TimeShape
from tests.gateway.cli.partners.running import Office

NOTHING = Grant(scopes=frozenset())
ISSUERS = "identity: {issuers: {corp: {issuer: 'https://id.example'}}}\n"
MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


def test_a_new_partner_may_see_nothing(office: Office) -> None:
    said = office.done(
        "add", "acme", "--title", "Acme Inc.", "--subject", "corp:auth0|7:f", "--subject", "corp:b"
    )
    assert said == ["acme is added, and may see nothing yet: ordergraph partner grant acme --help"]
    assert office.partner("acme") == Partner(
        name="acme",
        title="Acme Inc.",
        grant=NOTHING,
        subjects=frozenset({Subject("corp", "auth0|7:f"), Subject("corp", "b")}),
    )
    assert office.run("add", "acme").err == "ordergraph: name: there is a partner 'acme' already\n"


def test_each_option_of_a_grant_takes_the_place_of_what_was_and_the_rest_stays(office: Office) -> None:
    office.done("add", "acme")
    said = office.done(
        "grant", "acme", "--scope", "orders:read", "--scope", "shipments:read", "--customer", "C-1"
    )
    assert said == [
        "acme",
        "scopes + orders:read",
        "+ shipments:read",
        "rows.customers (any) -> C-1",
    ]
    office.done(
        "grant", "acme", "--quantity", "band:3", "--personal", "masked", "--time", "date", "--audited"
    )
    office.done(
        "grant", "acme", "--lane", "STOREFRONT", "--weight", "3", "--customer", "C-2", "--channel", "web"
    )
    office.done("grant", "acme", "--points", "100")
    office.done("grant", "acme", "--window", "PT10S", "--concurrency", "2", "--scope", "orders:read")
    found = office.partner("acme")
    assert found is not None
    assert found.grant == Grant(
        scopes=frozenset({Scope.ORDERS_READ}),
        rows=RowScope(customers=frozenset({"C-2"}), channels=frozenset({"web"})),
        shapes=Shapes(quantity=Band(Decimal(3)), personal=PersonalShape.MASKED, time=TimeShape.DATE),
        audited=True,
    )
    assert (found.lane, found.weight) == (Lane.STOREFRONT, 3)
    assert found.quota is not None
    assert (found.quota.points, found.quota.window.total_seconds(), found.quota.concurrency) == (100, 10, 2)
    office.done("grant", "acme", "--no-quota", "--not-audited", "--any", "channels", "--any", "customers")
    last = office.partner("acme")
    assert last is not None
    assert (last.quota, last.grant.audited, last.grant.rows) == (None, False, RowScope())


def test_who_sees_the_rows_of_everybody_is_named_so(office: Office) -> None:
    office.done("add", "acme")
    assert office.done("grant", "acme", "--scope", "orders:read")[-1] == (
        "acme is held to no rows: it sees those of every customer"
    )


def test_a_grant_that_changes_nothing_says_so(office: Office) -> None:
    office.done("add", "acme")
    assert office.done("grant", "acme", "--time", "exact") == ["acme is so already"]
    assert len(office.look(lambda registry: registry.changes())) == 1


def test_title_and_subjects_are_edited(office: Office) -> None:
    office.done("add", "acme", "--subject", "corp:a")
    assert office.done("edit", "acme", "--title", "Acme") == ["acme", "title + Acme"]
    assert office.done("edit", "acme", "--subject", "corp:b")[1:] == [
        "subjects 'a' of 'corp' -> 'b' of 'corp'"
    ]
    assert office.partner("acme") == Partner(
        name="acme", title="Acme", grant=NOTHING, subjects=frozenset({Subject("corp", "b")})
    )
    assert office.run("edit", "acme").err == "ordergraph: partner edit: needs --title or --subject\n"


def test_an_issuer_that_the_instance_file_does_not_have_is_refused(office: Office) -> None:
    office.written("ordergraph.yaml", ISSUERS)
    said = office.run("add", "acme", "--subject", "crop:a")
    assert said.code == 1
    assert said.err == "ordergraph: subject: 'crop' is not an issuer; did you mean 'corp'? Known: corp.\n"
    office.done("add", "acme", "--subject", "corp:a")
    assert office.run("edit", "acme", "--subject", "crop:a").code == 1


def test_a_partner_is_suspended_and_resumed(office: Office) -> None:
    office.done("add", "acme")
    assert office.done("suspend", "acme") == [
        "acme is suspended: every process refuses it within two seconds"
    ]
    assert "Status SUSPENDED" in office.done("show", "acme")
    assert office.done("grant", "acme", "--weight", "2")[-1] == (
        "acme is suspended, and gets nothing until it is resumed"
    )
    assert office.done("resume", "acme") == ["acme is active"]
    found = office.partner("acme")
    assert found is not None
    assert found.status is PartnerStatus.ACTIVE


def test_removing_needs_somebody_who_is_sure(office: Office) -> None:
    office.done("add", "acme")
    said = office.run("remove", "acme")
    assert (said.code, said.err) == (
        1,
        "ordergraph: nobody is there to be asked; --yes does it without asking\n",
    )
    assert office.partner("acme") is not None
    assert office.done("remove", "acme", "--yes")[0].startswith("acme is removed, and its keys hold no more")
    assert office.partner("acme") is None


@pytest.mark.parametrize("answer", [True, False])
def test_whoever_is_asked_decides(office: Office, monkeypatch: pytest.MonkeyPatch, *, answer: bool) -> None:
    office.done("add", "acme")
    asked: list[str] = []

    def confirm(question: str) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr("gateway.cli.partners.partner_work.confirmed", confirm)
    assert office.run("remove", "acme").code == (0 if answer else 1)
    assert (office.partner("acme") is None) == answer
    assert asked == ["Remove acme, of which 0 keys are in use?"]


def test_all_of_them_are_listed(office: Office) -> None:
    nobody = "No partner is registered. Those that the instance file declares: ordergraph check-config"
    assert office.done("list") == [nobody]
    office.done("add", "bolt")
    office.done("add", "acme", "--title", "[bold]Acme")
    office.done("grant", "acme", "--scope", "orders:read", "--customer", "[red]C-1")
    lines = office.done("list")
    assert lines[0] == "2 partners; times in UTC"
    assert "acme ACTIVE customers [red]C-1 orders:read 0 -" in lines
    assert "[bold]Acme" in lines
    assert "bolt ACTIVE all none 0 -" in lines


def test_on_a_narrow_screen_they_stand_below_each_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.done("add", "acme", "--title", "Acme Inc.")
    monkeypatch.setenv("COLUMNS", "40")
    assert office.done("list") == [
        "1 partner; times in UTC",
        "acme",
        "Acme Inc.",
        "Status ACTIVE",
        "Rows all",
        "Scopes none",
        "Keys 0",
    ]


def test_one_is_shown_with_all_that_is_kept_of_it(office: Office) -> None:
    office.done("add", "acme", "--title", "Acme Inc.", "--subject", "corp:a")
    office.done(
        "grant", "acme", "--scope", "orders:read", "--carrier", "DHL", "--personal", "absent", "--points", "9"
    )
    lines = office.done("show", "acme")
    assert lines[:9] == [
        "acme Acme Inc.",
        "Status ACTIVE",
        "Subjects a of corp",
        "Scopes orders:read",
        "Rows carriers DHL",
        "Shapes personal: absent",
        "Audited no",
        "Lane INTERACTIVE, weight 1",
        "Quota 9 points in 1 min, 50 operations at once",
    ]
    assert "No API keys" in lines
    assert [line.split(" UTC ")[1] for line in lines if " UTC " in line] == [
        "acme CHANGED by lee",
        "acme ADDED by lee",
    ]
    assert "The last changes" not in office.done("show", "acme", "--changes", "0")
    assert office.run("show", "bolt").err == "ordergraph: name: no partner has the name 'bolt'\n"


def test_the_audit_says_who_when_and_from_what_to_what(office: Office) -> None:
    assert office.done("audit") == ["Nothing was changed"]
    office.done("add", "acme")
    office.done("add", "bolt", "--as", "mira")
    office.done("grant", "acme", "--weight", "2", "--as", "mira")
    office.done("suspend", "acme")
    lines = office.done("audit")
    assert [re.sub(MOMENT, "MOMENT", line) for line in lines] == [
        "MOMENT acme SUSPENDED by lee",
        "status ACTIVE -> SUSPENDED",
        "MOMENT acme CHANGED by mira",
        "weight 1 -> 2",
        "MOMENT bolt ADDED by mira",
        "MOMENT acme ADDED by lee",
    ]
    assert len(office.done("audit", "bolt")) == 1
    assert len(office.done("audit", "--limit", "1")) == 2


def test_the_audit_can_be_kept_elsewhere(office: Office) -> None:
    office.done("add", "acme")
    office.done("suspend", "acme")
    suspended, added = map(json.loads, office.done("audit", "--json"))
    assert (added["kind"], added["who"], added["before"]) == (ChangeKind.ADDED, "lee", None)
    assert added["after"]["grant"]["scopes"] == []
    assert (suspended["before"]["status"], suspended["after"]["status"]) == ("ACTIVE", "SUSPENDED")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "Acme"), "name: 'Acme' should be 1 to 64 lower-case letters"),
        (("add", "acme", "--as", ""), "who: should be a name"),
        (("grant", "acme"), "partner grant: needs an option that says what is to change"),
        (("grant", "acme", "--weight", "1"), "name: no partner has the name 'acme'"),
        (("suspend", "acme"), "name: no partner has the name 'acme'"),
        (("remove", "acme", "--yes"), "name: no partner has the name 'acme'"),
    ],
)
def test_what_cannot_be_done_is_one_message(office: Office, arguments: tuple[str, ...], words: str) -> None:
    said = office.run(*arguments)
    assert said.code == 1
    assert said.err.startswith(f"ordergraph: {words}")
    assert said.err.count("\n") == 1


def test_a_window_without_points_is_refused(office: Office) -> None:
    office.done("add", "acme")
    said = office.run("grant", "acme", "--window", "PT1M")
    assert said.err == "ordergraph: points: of how many points? There is none yet\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "acme", "--subject", "corp"),
        ("add", "acme", "--subject", ":x"),
        ("grant", "acme", "--scope", "orders:red"),
        ("grant", "acme", "--quantity", "capped"),
        ("grant", "acme", "--quantity", "capped:-1"),
        ("grant", "acme", "--window", "soon"),
        ("grant", "acme", "--weight", "0"),
        ("grant", "acme", "--any", "everything"),
        ("key", "add", "acme", "--expires", "tomorrow"),
        ("remove",),
    ],
)
def test_a_wrong_option_is_exit_code_2(bare: Office, arguments: tuple[str, ...]) -> None:
    assert bare.run(*arguments).code == 2
    assert not bare.database.exists()


def test_the_first_command_makes_the_embedded_database(bare: Office) -> None:
    bare.done("add", "acme")
    assert bare.partner("acme") is not None


def test_two_that_change_one_partner_do_not_undo_each_other(office: Office) -> None:
    office.done("add", "acme")
    office.done("grant", "acme", "--weight", "2")
    office.done("suspend", "acme")
    office.done("grant", "acme", "--time", "date")
    found = office.partner("acme")
    assert found is not None
    assert replace(found, grant=NOTHING) == Partner(
        name="acme", grant=NOTHING, weight=2, status=PartnerStatus.SUSPENDED
    )
