"""Pages are followed to their end, keys are asked for safely, and changes go on where they stopped."""

from datetime import UTC, datetime

import httpx
import pytest

from adapters.wms_east.cursor import Poll, read_cursor
from adapters.wms_east.settings import WmsEastSettings
from domain.errors import BackendError, BackendRefused, ReplyInvalid
from domain.ports.backends import ChangePage
from domain.ports.reading import Failed, Found, Missing
from domain.stock import StockKey
from simulators.reference import catalog
from simulators.wms_east.app import TOKEN_PATH
from tests.adapters.wms_east.replies import (
    HUGE,
    REFERENCE,
    SERVER_TIME,
    asked,
    order,
    reply,
    said,
)
from tests.adapters.wms_east.system import GIVEN, at_rest, connected
from tests.doubles.clock import SettableClock
from tests.doubles.network import Branching, Counting, InTurn


async def test_pages_are_followed_to_the_last() -> None:
    keys = [StockKey(code, "DC01") for code in list(catalog.by_east_code())[:150]]
    network = Counting(at_rest().network)
    answers = await asked("stock", keys, network)
    assert [type(answer) for answer in answers.values()] == [Found] * 150
    assert len(network.requests) == 2


async def test_an_empty_page_is_not_the_last() -> None:
    network = InTurn(reply(cursor="a"), reply(order(), cursor="b"), reply(order(orderId="WO7000000422")))
    answers = await asked("fulfilments", [REFERENCE, "SO-9"], network)
    assert isinstance(answers[REFERENCE], Found)
    assert isinstance(answers["SO-9"], Missing)
    assert [said(request)["page"] for request in network.requests] == [
        {"size": 100, "cursor": cursor} for cursor in (None, "a", "b")
    ]


async def test_an_answer_is_as_old_as_its_first_page() -> None:
    later = reply(serverTimeMillis=SERVER_TIME + 60_000)
    answer = (await asked("fulfilments", [REFERENCE], InTurn(reply(order(), cursor="a"), later)))[REFERENCE]
    assert isinstance(answer, Found)
    assert [stamp.as_of for stamp in answer.stamps] == [datetime.fromtimestamp(SERVER_TIME / 1000, UTC)]


async def test_pages_without_end_are_cut_and_told() -> None:
    settings = WmsEastSettings.model_validate(GIVEN | {"most_pages": 3})
    network = InTurn(reply(order(), cursor="again"))
    answer = (await asked("fulfilments", [REFERENCE], network, settings))[REFERENCE]
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, ReplyInvalid)
    assert answer.error.path == "page.nextCursor"
    assert "after 3 pages" in answer.error.public
    assert len(network.requests) == 3


async def test_keys_that_cannot_be_written_are_missing_and_cost_the_others_nothing() -> None:
    network = Counting(at_rest().network)
    strange = ["\ud800", "", "SO-\x00"]
    answers = await asked("fulfilments", ["SO-0000299", *strange], network)
    assert isinstance(answers["SO-0000299"], Found)
    assert [type(answers[key]) for key in strange] == [Missing] * 3
    for port in ("fulfilments", "shipments"):
        assert [type(answer) for answer in (await asked(port, strange, network)).values()] == [Missing] * 3
    nowhere = StockKey("\ud800", "DC01")
    assert isinstance((await asked("stock", [nowhere], network))[nowhere], Missing)
    assert len(network.requests) == 1


async def test_more_keys_than_a_call_takes_make_calls_side_by_side() -> None:
    network = Counting(at_rest().network)
    answers = await asked("fulfilments", [f"SO-{number:07d}" for number in range(1, 251)], network)
    assert len(answers) == 250
    assert len(network.requests) == 3


@pytest.mark.parametrize("port", ["fulfilments", "shipments"])
async def test_a_nameless_record_may_be_anyone_s_so_nobody_is_missing(port: str) -> None:
    answers = await asked(port, [REFERENCE, "SHE000000421"], InTurn(reply({"orderId": "WO7000000421"})))
    assert [type(answer) for answer in answers.values()] == [Failed] * 2


@pytest.mark.parametrize(
    "body", [b'{"items": []}', b'{"items": {}, "page": {"nextCursor": null}}', b'{"items": [], "page": {}}']
)
async def test_a_reply_that_does_not_say_what_it_must_is_invalid(body: bytes) -> None:
    answer = (await asked("fulfilments", [REFERENCE], InTurn(body)))[REFERENCE]
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, ReplyInvalid)


async def polled(network: httpx.AsyncBaseTransport, cursor: str = "") -> ChangePage:
    clock = SettableClock()
    connection = connected(clock, Branching(at_rest().network, network, {TOKEN_PATH}))
    assert connection.changes
    return await connection.changes.changes(cursor, clock.within())


async def test_a_poll_begins_at_the_first_page_s_time_next_time() -> None:
    network = InTurn(
        reply(order(), order(), cursor="p:2"),
        reply(order(hostReference="SO-7"), serverTimeMillis=SERVER_TIME + 60_000),
        reply(),
    )
    first = await polled(network)
    assert (first.more, first.watermark, first.changed) == (True, None, {"order": (REFERENCE,)})
    second = await polled(network, first.cursor)
    assert second.watermark is not None
    assert second.watermark.timestamp() * 1000 == SERVER_TIME
    await polled(network, second.cursor)
    assert [(said(request)["updatedSinceMillis"], said(request)["page"]) for request in network.requests] == [
        (0, {"size": 100, "cursor": None}),
        (0, {"size": 100, "cursor": "p:2"}),
        (SERVER_TIME, {"size": 100, "cursor": None}),
    ]


@pytest.mark.parametrize("poll", [Poll(), Poll(5), Poll(5, 7, "c_WzAs:MTc3"), Poll(5, 7, "a b/ü")])
def test_a_cursor_is_read_as_it_was_written(poll: Poll) -> None:
    assert read_cursor(str(poll), "wms_east") == poll


@pytest.mark.parametrize("cursor", ["-1", "5:", "5:7:", "5:x:page", "\u0665", "1" * 17])
async def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BackendRefused, match="the cursor is not one of its own"):
        await polled(InTurn(reply()), cursor)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (reply(serverTimeMillis=None), "serverTimeMillis"),
        (reply(serverTimeMillis=HUGE), "serverTimeMillis"),
    ],
)
async def test_a_poll_that_does_not_say_up_to_when_fails(body: bytes, place: str) -> None:
    with pytest.raises(BackendError) as caught:
        await polled(InTurn(body))
    assert isinstance(caught.value, ReplyInvalid)
    assert place in caught.value.path


async def test_an_order_that_does_not_name_its_host_s_is_found_by_place() -> None:
    told = await polled(InTurn(reply(order(), {"orderId": "WO7000000421"}, order(hostReference=" "))))
    assert told.changed == {"order": (REFERENCE,)}
    assert told.watermark is not None
    assert [(finding.group, finding.subjects) for finding in told.findings] == [
        ("wms_east/order changes", ("source:wms_east",))
    ] * 2
    assert "[1]: Object missing required field `hostReference`" in told.findings[0].detail
    assert "'' cannot name a order" in told.findings[1].detail
