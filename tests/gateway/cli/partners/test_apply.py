"""A file of partners applied: shown first, done when somebody is sure, and then nothing is to do."""

import pytest

from domain.registry.plans import Plan
from gateway.cli.partners import apply_work
from gateway.partners.applying import apply_plan
from gateway.partners.changing import PartnerChanges
from tests.gateway.cli.partners.running import Office

POLICY = """\
partners:
  acme:
    title: Acme Inc.
    subjects: [{issuer: corp, subject: acme-portal}]
    scopes: ["orders:read", "shipments:read"]
    customers: [C-1]
    quota: {points: 100}
  bolt: {scopes: [], weight: 2}
"""
NARROWER = POLICY.replace(', "shipments:read"', "").replace("weight: 2", "weight: 3")


@pytest.fixture
def policy(office: Office) -> str:
    return office.written("policy.yaml", POLICY)


def test_without_somebody_who_is_sure_it_is_only_shown(office: Office, policy: str) -> None:
    said = office.run("apply", policy)
    assert said.code == 1
    assert said.err == "ordergraph: nobody is there to be asked; --yes does it without asking\n"
    assert said.out == [
        "add acme",
        "title + Acme Inc.",
        "quota + 100 points in 0:01:00, 50 at once",
        "subjects + 'acme-portal' of 'corp'",
        "scopes + orders:read",
        "+ shipments:read",
        "rows.customers (any) -> C-1",
        "add bolt",
        "weight 1 -> 2",
        "2 to add; 0 as declared already",
    ]
    assert office.partner("acme") is None


def test_what_was_applied_leaves_nothing_to_do(office: Office, policy: str) -> None:
    assert office.run("apply", policy, "--check").code == 3
    assert office.partner("acme") is None
    assert office.done("apply", policy, "--yes", "--as", "ci")[-1] == (
        "Done: every process knows it within two seconds"
    )
    assert office.done("apply", policy, "--check") == ["Nothing to do; 2 as declared already"]
    assert office.done("apply", policy) == ["Nothing to do; 2 as declared already"]
    assert [line.who for line in office.look(lambda registry: registry.changes())] == ["ci", "ci"]


def test_only_what_differs_is_shown(office: Office, policy: str) -> None:
    office.done("apply", policy, "--yes")
    said = office.run("apply", office.written("next.yaml", NARROWER), "--check")
    assert said.out == [
        "change acme",
        "scopes - shipments:read",
        "change bolt",
        "weight 2 -> 3",
        "2 to change; 0 as declared already",
    ]


def test_who_was_suspended_stays_so_and_is_named(office: Office, policy: str) -> None:
    office.done("apply", policy, "--yes")
    office.done("suspend", "acme")
    assert office.done("apply", policy) == [
        "Still suspended, though declared as active, until somebody resumes them: acme",
        "Nothing to do; 2 as declared already",
    ]
    declared = POLICY.replace("weight: 2", "weight: 2, status: SUSPENDED")
    said = office.run("apply", office.written("next.yaml", declared), "--check")
    assert "suspend bolt" in said.out


@pytest.mark.parametrize(
    ("prune", "told"),
    [
        ("keep", ["Not declared, and left as they are: zed", "Nothing to do; 2 as declared already"]),
        ("suspend", ["suspend zed", "status ACTIVE -> SUSPENDED", "1 to suspend; 2 as declared already"]),
        ("remove", ["remove zed and its keys", "1 to remove; 2 as declared already"]),
    ],
)
def test_partners_that_are_not_in_the_file(office: Office, policy: str, prune: str, told: list[str]) -> None:
    office.done("apply", policy, "--yes")
    office.done("add", "zed")
    assert office.run("apply", policy, "--check", "--prune", prune).out == told


@pytest.mark.parametrize("answer", [True, False])
def test_whoever_is_asked_decides(
    office: Office, policy: str, monkeypatch: pytest.MonkeyPatch, *, answer: bool
) -> None:
    monkeypatch.setattr("gateway.cli.partners.apply_work.confirmed", lambda _question: answer)
    assert office.run("apply", policy).code == (0 if answer else 1)
    assert (office.partner("acme") is not None) == answer


def test_who_changes_a_partner_meanwhile_stops_all_of_it(
    office: Office, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.done("add", "bolt")

    async def late(plan: Plan, changes: PartnerChanges, *, who: str) -> None:
        await changes.suspend("bolt", who="mira")
        await apply_plan(plan, changes, who=who)

    monkeypatch.setattr(apply_work, "apply_plan", late)
    said = office.run("apply", policy, "--yes")
    assert (said.code, said.err) == (
        1,
        "ordergraph: bolt: has changed since it was planned: plan again\n",
    )
    assert office.partner("acme") is None


def test_a_wrong_file_is_told_place_by_place_and_nothing_is_opened(bare: Office) -> None:
    wrong = POLICY.replace("orders:read", "orders:red").replace("points: 100", "points: 0")
    said = bare.run("apply", bare.written("policy.yaml", wrong), "--yes")
    assert (said.code, said.out) == (2, [])
    first, scopes, points = said.err.splitlines()
    assert first == "ordergraph: policy.yaml: 2 problems"
    assert scopes.startswith("  partners.acme.scopes[0]: should be 'orders:read', ")
    assert scopes.endswith("(line 5)")
    assert points == "  partners.acme.quota.points: should be greater than or equal to 1 (line 7)"
    assert not bare.database.exists()


def test_issuers_are_those_of_the_instance_file(office: Office) -> None:
    office.written("ordergraph.yaml", "identity: {issuer: 'https://id.example'}\n")
    text = POLICY.replace("{issuer: corp, subject: acme-portal}", "acme-portal")
    office.done("apply", office.written("policy.yaml", text), "--yes")
    found = office.partner("acme")
    assert found is not None
    assert [subject.issuer for subject in found.subjects] == ["default"]
    said = office.run("apply", office.written("policy.yaml", POLICY), "--yes")
    assert "partners.acme.subjects[0].issuer: 'corp' is not an issuer." in said.err
