"""Keys are asked for safely, in as many calls as needed, and changes go on where they stopped."""

import re

import httpx
import pytest

from domain.errors import BackendRefused, ReplyInvalid
from domain.ports.backends import ChangePage
from domain.ports.reading import Failed, Found, Missing
from simulators.wms_west.app import PATH
from tests.adapters.wms_west.replies import REFERENCE, asked, order, reply
from tests.adapters.wms_west.system import at_rest, connected
from tests.doubles.clock import SettableClock
from tests.doubles.network import Counting, InTurn


async def test_a_call_is_a_soap_request_with_credentials() -> None:
    network = Counting(at_rest().network)
    await asked("fulfilments", ["0000269", "<&>"], network)
    (request,) = network.requests
    assert request.url.path == PATH
    assert request.headers["soapaction"] == '"urn:w2:wms:1#GetOrders"'
    assert request.headers["content-type"] == "text/xml; charset=utf-8"
    assert request.headers["authorization"].startswith("Basic ")
    assert b"<w:Facility>W2</w:Facility>" in request.content
    assert b"<w:Ref>0000269</w:Ref><w:Ref>&lt;&amp;&gt;</w:Ref>" in request.content


async def test_keys_that_xml_cannot_say_are_missing_and_cost_the_others_nothing() -> None:
    network = Counting(at_rest().network)
    strange = ["\ud800", "", "0000\x00", "\ufffe"]
    answers = await asked("fulfilments", ["0000269", *strange], network)
    assert isinstance(answers["0000269"], Found)
    assert [type(answers[key]) for key in strange] == [Missing] * 4
    for port in ("fulfilments", "shipments"):
        assert [type(answer) for answer in (await asked(port, strange, network)).values()] == [Missing] * 4
    assert len(network.requests) == 1


async def test_more_keys_than_a_call_takes_make_calls_side_by_side() -> None:
    network = Counting(at_rest().network)
    answers = await asked("fulfilments", [f"{number:07d}" for number in range(1, 121)], network)
    assert len(answers) == 120
    assert {type(answer) for answer in answers.values()} == {Found, Missing}
    assert len(network.requests) == 3


@pytest.mark.parametrize("port", ["fulfilments", "shipments"])
async def test_a_nameless_record_may_be_anyone_s_but_theirs_that_are_said_to_be_unknown(port: str) -> None:
    nameless = order().replace("hostRef=", "ref=")
    not_found = "<w:NotFound>2</w:NotFound>"
    answers = await asked(port, ["1", "2"], InTurn(reply(nameless, not_found)))
    assert [type(answers[key]) for key in ("1", "2")] == [Failed, Missing]
    answers = await asked(
        port, ["1", "2", "3"], InTurn(reply(nameless, not_found, not_found.replace("2", "3")))
    )
    assert [type(answers[key]) for key in ("1", "2", "3")] == [Failed, Missing, Missing]


async def polled(network: httpx.AsyncBaseTransport, cursor: str = "") -> ChangePage:
    clock = SettableClock()
    connection = connected(clock, network)
    assert connection.changes
    return await connection.changes.changes(cursor, clock.within())


async def test_a_poll_begins_a_second_before_the_first_page_s_time_next_time() -> None:
    network = InTurn(
        reply(order(), order(number="W2-422"), operation="GetChanges", following="1-2-3"),
        reply(order(reference="7"), operation="GetChanges", as_of="20260302 000100"),
        reply(operation="GetChanges"),
    )
    first = await polled(network)
    assert (first.more, first.watermark, first.changed) == (True, None, {"order": (REFERENCE,)})
    second = await polled(network, first.cursor)
    assert second.watermark is not None
    assert second.watermark.isoformat() == "2026-03-02T08:00:00+00:00"
    await polled(network, second.cursor)
    asked_for = re.compile(rb"<w:Since>(.*)</w:Since><w:From(?: />|>(.*)</w:From>)<w:Max>100</w:Max>")
    assert [
        found.groups() for request in network.requests if (found := asked_for.search(request.content))
    ] == [
        (b"19900101 000000", None),
        (b"19900101 000000", b"1-2-3"),
        (b"20260301 235959", None),
    ]


@pytest.mark.parametrize("cursor", ["-1", "20260302", "20260302 000000/", "20260302 000000/x/1"])
async def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BackendRefused, match="the cursor is not one of its own"):
        await polled(InTurn(reply(operation="GetChanges")), cursor)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (reply(operation="GetChanges", as_of=""), "@asOf: '' is not a local time"),
        (reply(operation="GetChanges", as_of="20260230 256199"), "@asOf: "),
    ],
)
async def test_a_poll_that_does_not_say_up_to_when_fails(body: bytes, place: str) -> None:
    with pytest.raises(ReplyInvalid) as caught:
        await polled(InTurn(body))
    assert place in caught.value.path


async def test_an_order_that_does_not_name_its_host_s_is_found_by_place() -> None:
    rows = (order(), order().replace("hostRef=", "ref="), order(reference=" "))
    told = await polled(InTurn(reply(*rows, operation="GetChanges")))
    assert told.changed == {"order": (REFERENCE,)}
    assert told.watermark is not None
    assert [(finding.group, finding.subjects) for finding in told.findings] == [
        ("wms_west/order changes", ("source:wms_west",))
    ] * 2
    assert "Order[2]: Object missing required field `@hostRef`" in told.findings[0].detail
    assert "'' cannot name a order" in told.findings[1].detail
