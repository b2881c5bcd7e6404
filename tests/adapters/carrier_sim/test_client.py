import msgspec
import pytest

from domain.errors import BackendUnavailable, ReplyInvalid
from domain.ports.reading import Failed, Found, Missing
from tests.adapters.carrier_sim.connected import tracked
from tests.adapters.carrier_sim.replies import answer, event
from tests.doubles.clock import START
from tests.doubles.network import Canned, Counting


def replying(*results: object, **other: object) -> Canned:
    reply = {"results": list(results), "answeredAt": "2026-03-02T07:59:58+00:00"} | other
    return Canned(200, msgspec.json.encode(reply))


def unknown(number: str, error: object) -> dict[str, object]:
    return {"trackingNumber": number, "found": False, "error": error}


async def test_thirty_numbers_are_one_call_and_more_are_more() -> None:
    network = Counting(replying())
    numbers = [f"N{index}" for index in range(31)]
    await tracked(network, numbers)
    asked = [msgspec.json.decode(request.content) for request in network.requests]
    assert asked == [{"trackingNumbers": numbers[:30]}, {"trackingNumbers": numbers[30:]}]


async def test_a_call_has_its_key_and_says_that_it_is_json() -> None:
    network = Counting(replying())
    await tracked(network, ["A"])
    [request] = network.requests
    assert (request.method, str(request.url)) == ("POST", "https://parcel.example/track")
    assert request.headers["x-api-key"] == "carrier-demo-key"
    assert request.headers["content-type"] == "application/json"


async def test_an_answer_is_a_track_as_old_as_the_carrier_says() -> None:
    answers = await tracked(replying(answer(event(), trackingNumber="A")), ["A"])
    found = answers["A"]
    assert isinstance(found, Found)
    assert [(stamp.source, stamp.fetched_at) for stamp in found.stamps] == [("parcel", START)]
    assert found.value.as_of is not None
    assert (START - found.value.as_of).total_seconds() == 2


async def test_a_number_that_the_carrier_does_not_know_is_missing() -> None:
    network = replying(unknown("A", {"code": "NOT_FOUND", "text": "…"}), answer(trackingNumber="B"))
    answers = await tracked(network, ["A", "B"])
    assert isinstance(answers["A"], Missing)
    assert isinstance(answers["B"], Found)


@pytest.mark.parametrize(
    ("error", "cause"), [({"code": "ARCHIVE_DOWN"}, "ARCHIVE_DOWN"), (None, "no reason")]
)
async def test_a_number_that_is_not_answered_for_has_failed(error: object, cause: str) -> None:
    answers = await tracked(replying(unknown("A", error), answer(trackingNumber="B")), ["A", "B"])
    failed = answers["A"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, BackendUnavailable)
    assert (failed.error.public, failed.error.cause) == ("did not answer for 'A'", cause)
    assert isinstance(answers["B"], Found)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"found": "yes"}, "[0]: Expected `bool`, got `str` - at `$.found`"),
        (
            {"references": [{"type": "ORDER"}]},
            "[0]: Object missing required field `value` - at `$.references[0]`",
        ),
        ({"events": None}, "events: a number that is found has to have them"),
        ({"service": 7}, "[0]: Expected `str`, got `int` - at `$.service`"),
    ],
)
async def test_a_result_that_cannot_be_read_fails_its_number_by_place(
    wrong: dict[str, object], says: str
) -> None:
    broken = answer(trackingNumber="A", **wrong)
    answers = await tracked(replying(broken, answer(trackingNumber="B")), ["A", "B"])
    failed = answers["A"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReplyInvalid)
    assert failed.error.path == says
    assert [finding.subjects for finding in failed.findings] == [("tracking:A",)]
    assert isinstance(answers["B"], Found)


async def test_a_result_without_its_number_may_be_anybodys() -> None:
    nameless = answer() | {"trackingNumber": None}
    known, missing = answer(trackingNumber="A"), unknown("B", {"code": "NOT_FOUND"})
    answers = await tracked(replying(known, missing, nameless), ["A", "B", "C"])
    assert isinstance(answers["A"], Found)
    assert isinstance(answers["B"], Missing)
    failed = answers["C"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReplyInvalid)
    assert failed.error.path == "[2]: Expected `str`, got `null` - at `$.trackingNumber`"


async def test_a_number_of_which_nothing_is_said_is_not_missing() -> None:
    answers = await tracked(replying(answer(trackingNumber="A")), ["A", "B"])
    assert isinstance(answers["A"], Found)
    failed = answers["B"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReplyInvalid)
    assert failed.error.path == "results: a number is not answered for"


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"results": None}, "Expected `array`, got `null` - at `$.results`"),
        ({"answeredAt": 7}, "Expected `str`, got `int` - at `$.answeredAt`"),
    ],
)
async def test_a_reply_that_cannot_be_read_fails_every_number_by_place(
    other: dict[str, object], says: str
) -> None:
    answers = await tracked(replying(**other), ["A", "B"])
    errors = [outcome.error for outcome in answers.values() if isinstance(outcome, Failed)]
    assert [(type(error), error.cause) for error in errors] == [(ReplyInvalid, says)] * 2
