"""The file of partners: the words of the instance file, and every complaint with its place and line."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from domain.partners import Grant, Lane, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import Partner, PartnerStatus, Subject
from domain.shapes.words import PersonalShape, Shapes, YesNo
from gateway.settings.identity.known_issuers import known_issuers
from gateway.settings.identity.policy_file import read_policy_file
from gateway.settings.reading.problems import ConfigProblems

WHOLE = """\
partners:
  acme:
    title: Acme Inc.
    subjects: [acme-portal, {issuer: corp, subject: "auth0|77"}]
    scopes: ["orders:read", "shipments:read"]
    customers: [C-1, C-2]
    quantity: yes_no
    personal: masked
    audited: true
    quota: {points: 1000, window: PT1M, concurrency: 5}
    lane: PARTNER_BULK
    weight: 2
  bolt: {scopes: [], status: SUSPENDED}
"""
NONE: Mapping[str, str] = {}


def read(
    text: str, issuers: Collection[str] | None = ("corp",), environ: Mapping[str, str] = NONE
) -> tuple[Partner, ...]:
    file = Path("policy.yaml")
    file.write_text(text, encoding="utf-8")
    return read_policy_file(file, issuers, environ)


def complaints(text: str, issuers: Collection[str] | None = ("corp",)) -> list[str]:
    with pytest.raises(ConfigProblems) as caught:
        read(text, issuers)
    assert caught.value.place == "policy.yaml"
    return [problem.public for problem in caught.value.problems]


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_partner_is_written_with_the_words_of_the_instance_file() -> None:
    acme = Partner(
        name="acme",
        title="Acme Inc.",
        grant=Grant(
            scopes=frozenset({Scope.ORDERS_READ, Scope.SHIPMENTS_READ}),
            rows=RowScope(customers=frozenset({"C-1", "C-2"})),
            shapes=Shapes(quantity=YesNo(), personal=PersonalShape.MASKED),
            audited=True,
        ),
        lane=Lane.PARTNER_BULK,
        weight=2,
        quota=Quota(points=1000, window=timedelta(minutes=1), concurrency=5),
        subjects=frozenset({Subject("corp", "acme-portal"), Subject("corp", "auth0|77")}),
    )
    bolt = Partner(name="bolt", grant=Grant(scopes=frozenset()), status=PartnerStatus.SUSPENDED)
    assert read(WHOLE) == (acme, bolt)


def test_there_may_be_none_but_that_must_be_said() -> None:
    assert read("partners: {}") == ()
    for text in ("", "# nothing yet\n", "{}"):
        (told,) = complaints(text)
        assert told.startswith("partners: is missing: `partners: {}` says that there are none")


def test_a_variable_stands_for_what_differs_between_places() -> None:
    text = 'partners: {acme: {scopes: [], subjects: ["${ACME_CLIENT}"]}}'
    (acme,) = read(text, environ={"ACME_CLIENT": "7f3e"})
    assert acme.subjects == {Subject("corp", "7f3e")}


BROKEN = """\
partners:
  Acme:
    scopes: [orders:red]
    scope: [orders:read]
  bolt:
    scopes: [orders:read]
    customers: [" C-1"]
    quota: {points: 0}
    subjects:
      - acme-portal
      - {issuer: crop, subject: x}
      - {subject: ""}
  cato:
    scopes: []
    title: "Cato\\tLtd"
    subjects: [acme-portal]
  dora: {scopes: [], personal: hidden, fields: {Order.placedAt: {time: later}}}
  dora: {scopes: []}
  anonymous: {scopes: [], subjects: [x]}
  nemo:
partner: {}
"""


def test_everything_that_is_wrong_is_told_at_its_place() -> None:
    told = complaints(BROKEN)
    assert [line.split(": ", 1)[0] + line[line.rindex(" (") :] for line in told] == [
        "partners.Acme (line 2)",
        "partners.Acme.scopes[0] (line 3)",
        "partners.Acme.scope (line 4)",
        "partners.bolt.quota.points (line 8)",
        "partners.bolt.subjects[2].subject (line 12)",
        "partners.cato.title (line 15)",
        "partners.dora (line 17)",
        "partners.anonymous.subjects (line 19)",
        "partners.nemo.scopes (line 20)",
        "partner (line 21)",
    ]
    assert told[2].startswith("partners.Acme.scope: 'scope' is not a key that is understood here; did you")


def test_what_only_the_registry_refuses_is_told_at_its_place_too() -> None:
    (told,) = complaints('partners:\n  acme:\n    scopes: []\n    customers: ["C-1", " C-2"]\n')
    assert told.startswith("partners.acme.customers: begins or ends with a space, or ")
    assert told.endswith("(line 4)")


TWICE = """\
partners:
  acme: {scopes: [], subjects: [portal]}
  bolt:
    scopes: []
    subjects: [x, portal]
"""


def test_a_subject_is_one_partners() -> None:
    assert complaints(TWICE) == ["partners.bolt.subjects[1]: is a subject of 'acme' already (line 5)"]


def test_whose_tokens_name_a_subject_must_be_known() -> None:
    text = "partners:\n  acme:\n    scopes: []\n    subjects: [{issuer: crop, subject: x}, y]\n"
    unknown = "'crop' is not an issuer; did you mean 'corp'? Known: corp. (line 4)"
    missing = "is missing: say whose tokens name this subject (line 4)"
    assert of_subjects(text, ("corp",)) == {"[0].issuer": unknown}
    both = {"[0].issuer": unknown.replace("corp. ", "corp, shop. "), "[1].issuer": missing}
    assert of_subjects(text, ("corp", "shop")) == both
    assert of_subjects(text, None) == {"[1].issuer": missing}


def of_subjects(text: str, issuers: Collection[str] | None) -> dict[str, str]:
    """The complaints about acme's subjects."""
    told = (line.removeprefix("partners.acme.subjects") for line in complaints(text, issuers))
    return dict(line.split(": ", 1) for line in told)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"partners: [\n", "line 2, column 1"),
        (b"partners: \xff\n", "line 1: is not UTF-8"),
        (b"- acme\n", "should be a mapping of keys to values (line 1)"),
    ],
)
def test_a_file_of_another_kind_is_one_message(content: bytes, message: str) -> None:
    Path("policy.yaml").write_bytes(content)
    with pytest.raises(ConfigProblems, match=r"^policy.yaml: ") as caught:
        read_policy_file(Path("policy.yaml"), None, NONE)
    assert message in caught.value.public


def test_a_file_that_is_not_there_is_one_message() -> None:
    with pytest.raises(ConfigProblems, match="cannot be read: No such file or directory"):
        read_policy_file(Path("away.yaml"), None, NONE)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("identity: {issuer: 'https://id.example'}", ("default",)),
        ("identity: {issuers: {staff: {issuer: '${NOT_SET}'}, shop: {}}}", ("staff", "shop")),
        ("identity: {issuers: {}}", ()),
        ("instances: {}", ()),
        ("", ()),
        ("- 1", ()),
    ],
)
def test_of_the_instance_file_only_the_issuers_are_read(text: str, names: tuple[str, ...]) -> None:
    Path("ordergraph.yaml").write_text(text, encoding="utf-8")
    assert known_issuers(Path("ordergraph.yaml"), NONE) == names


def test_without_an_instance_file_nobody_knows_the_issuers() -> None:
    assert known_issuers(Path("ordergraph.yaml"), NONE) is None
    Path("ordergraph.yaml").write_text("identity: [", encoding="utf-8")
    with pytest.raises(ConfigProblems, match=r"ordergraph\.yaml"):
        known_issuers(Path("ordergraph.yaml"), NONE)
