import msgspec
import pytest

from domain.errors import ReplyInvalid
from domain.ports.reading import Failed, Found, Missing
from tests.adapters.tms_sim.connected import shipped
from tests.adapters.tms_sim.replies import load
from tests.doubles.clock import START
from tests.doubles.network import Canned, Counting


def named(*shipments: str, **other: object) -> dict[str, object]:
    return load(references=[{"type": "SHIPMENT", "value": shipment} for shipment in shipments], **other)


def replying(*loads: object, unmatched: tuple[str, ...] = (), **other: object) -> Canned:
    missing = [{"type": "SHIPMENT", "value": shipment} for shipment in unmatched]
    return Canned(200, msgspec.json.encode({"loads": list(loads), "unmatched": missing} | other))


async def test_a_hundred_references_are_one_call_and_more_are_more() -> None:
    network = Counting(replying())
    keys = [f"S{index}" for index in range(101)]
    await shipped(network, keys)
    asked = [msgspec.json.decode(request.content)["references"] for request in network.requests]
    assert [len(references) for references in asked] == [100, 1]
    assert asked[1] == [{"type": "SHIPMENT", "value": "S100"}]


async def test_a_call_has_its_token_and_says_that_it_is_json() -> None:
    network = Counting(replying())
    await shipped(network, ["S1"])
    [request] = network.requests
    assert (request.method, str(request.url)) == ("POST", "https://tms.example/loads/by-reference")
    assert request.headers["authorization"] == "Token tms-demo-token"
    assert request.headers["content-type"] == "application/json"


async def test_a_load_answers_for_each_of_its_shipments_under_the_name_asked_for() -> None:
    answers = await shipped(replying(named("S1", "S2"), unmatched=("S3",)), ["S2", "S1", "S3"])
    assert [(key, answer.value.id) for key, answer in answers.items() if isinstance(answer, Found)] == [
        ("S2", "S2"),
        ("S1", "S1"),
    ]
    assert isinstance(answers["S3"], Missing)
    assert [
        stamp.fetched_at
        for answer in answers.values()
        if isinstance(answer, Found)
        for stamp in answer.stamps
    ] == [START, START]


async def test_a_shipment_that_is_tendered_again_has_the_load_that_is_not_cancelled() -> None:
    cancelled = named("S1", loadNumber="LD1", status="CANCELLED", updatedAt="2026-02-26T00:00:00Z")
    answers = await shipped(replying(cancelled, named("S1", loadNumber="LD2")), ["S1"])
    found = answers["S1"]
    assert isinstance(found, Found)
    assert "LD2" in {name.value for name in found.value.identifiers}
    assert found.findings == ()


async def test_a_shipment_whose_loads_are_all_cancelled_has_the_last_one() -> None:
    older = named("S1", loadNumber="LD1", status="CANCELLED", updatedAt="2026-02-24T00:00:00Z")
    newer = named("S1", loadNumber="LD2", status="CANCELLED", updatedAt="2026-02-26T00:00:00Z")
    found = (await shipped(replying(newer, older), ["S1"]))["S1"]
    assert isinstance(found, Found)
    assert "LD2" in {name.value for name in found.value.identifiers}


async def test_two_loads_that_both_carry_a_shipment_are_a_finding() -> None:
    older = named("S1", loadNumber="LD1", updatedAt="2026-02-24T00:00:00Z")
    found = (await shipped(replying(older, named("S1", loadNumber="LD2")), ["S1"]))["S1"]
    assert isinstance(found, Found)
    assert "LD2" in {name.value for name in found.value.identifiers}
    assert [finding.detail for finding in found.findings] == [
        "lines sent an unusable value at loads: LD1, LD2 all say that they carry it"
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"stops": None}, "[0]: Expected `array`, got `null` - at `$.stops`"),
        ({"loadNumber": 7}, "[0]: Expected `str`, got `int` - at `$.loadNumber`"),
        ({"legs": [{"sequence": 1}]}, "[0]: Object missing required field `fromStop` - at `$.legs[0]`"),
        ({"loadNumber": "LD\n1"}, "references.load: 'LD\n1' cannot name a load"),
    ],
)
async def test_a_load_that_cannot_be_used_fails_its_shipment_by_place(
    wrong: dict[str, object], says: str
) -> None:
    answers = await shipped(replying(named("S1", **wrong), named("S2")), ["S1", "S2"])
    failed = answers["S1"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReplyInvalid)
    assert failed.error.path == says
    assert [finding.subjects for finding in failed.findings] == [("shipment:S1",)]
    assert isinstance(answers["S2"], Found)


async def test_a_load_without_references_may_be_anybodys() -> None:
    nameless = named("S3") | {"references": None}
    answers = await shipped(replying(named("S1"), nameless, unmatched=("S2",)), ["S1", "S2", "S3"])
    assert isinstance(answers["S1"], Found)
    assert isinstance(answers["S2"], Missing)
    failed = answers["S3"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReplyInvalid)
    assert failed.error.path == "[1]: Expected `array`, got `null` - at `$.references`"


async def test_a_shipment_of_which_nothing_is_said_is_not_missing() -> None:
    answers = await shipped(replying(named("S1"), unmatched=("S2",)), ["S1", "S2", "S3"])
    assert isinstance(answers["S2"], Missing)
    failed = answers["S3"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReplyInvalid)
    assert failed.error.path == "loads: a reference is neither there nor unmatched"


async def test_a_reply_that_cannot_be_read_fails_every_shipment_by_place() -> None:
    answers = await shipped(replying(loads={}), ["S1", "S2"])
    errors = [outcome.error for outcome in answers.values() if isinstance(outcome, Failed)]
    assert [(type(error), error.cause) for error in errors] == [
        (ReplyInvalid, "Expected `array`, got `object` - at `$.loads`")
    ] * 2
