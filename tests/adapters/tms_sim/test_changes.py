from datetime import UTC, datetime

import msgspec
import pytest

from domain.errors import BackendRefused, ReplyInvalid
from domain.ports.backends import ChangePage
from tests.adapters.tms_sim.connected import polling
from tests.adapters.tms_sim.replies import load
from tests.doubles.clock import SettableClock
from tests.doubles.network import Canned, Counting

AS_OF = "2026-03-02T08:00:00Z"


def page(*shipments: str, **other: object) -> Canned:
    loads = [load(references=[{"type": "SHIPMENT", "value": shipment}]) for shipment in shipments]
    reply = {"loads": loads, "nextCursor": None, "asOf": AS_OF} | other
    return Canned(200, msgspec.json.encode(reply))


async def polled(network: Canned | Counting, cursor: str = "") -> ChangePage:
    async with polling(network) as source:
        return await source.changes(cursor, SettableClock().within())


async def test_the_first_poll_begins_at_the_beginning() -> None:
    network = Counting(page())
    await polled(network)
    [request] = network.requests
    assert request.url.path == "/loads/changes"
    assert dict(request.url.params) == {"since": "1990-01-01T00:00:00Z", "limit": "200"}


async def test_the_last_page_says_up_to_when_and_the_next_poll_begins_there() -> None:
    last = await polled(page("S1", "S2", "S1"))
    assert last.changed == {"shipment": ("S1", "S2")}
    assert last.watermark == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert not last.more
    network = Counting(page())
    again = await polled(network, last.cursor)
    assert network.requests[0].url.params["since"] == AS_OF
    assert again.changed == {}


async def test_an_empty_page_may_be_followed_by_others() -> None:
    empty = await polled(page(nextCursor="c_17"))
    assert (empty.changed, empty.watermark, empty.more) == ({}, None, True)
    network = Counting(page("S3"))
    last = await polled(network, empty.cursor)
    assert dict(network.requests[0].url.params) == {"cursor": "c_17", "limit": "200"}
    assert (last.changed, last.more) == ({"shipment": ("S3",)}, False)


@pytest.mark.parametrize("cursor", ["{", "[]", '{"since":"yesterday"}', '{"page":7}', "c_17"])
async def test_a_cursor_that_is_not_ours_is_refused_and_not_sent(cursor: str) -> None:
    network = Counting(page())
    with pytest.raises(BackendRefused, match="the cursor is not one of its own"):
        await polled(network, cursor)
    assert network.requests == []


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"asOf": None}, "Expected `str`, got `null` - at `$.asOf`"),
        ({"asOf": "2026-03-02T08:00:00"}, "asOf: '2026-03-02T08:00:00' has no zone"),
    ],
)
async def test_a_page_that_does_not_say_up_to_when_is_refused_by_place(
    other: dict[str, object], says: str
) -> None:
    with pytest.raises(ReplyInvalid) as caught:
        await polled(page("S1", **other))
    assert says in caught.value.cause


async def test_a_load_that_does_not_name_its_shipments_is_found_by_place() -> None:
    named = [load(references=[{"type": "SHIPMENT", "value": name}]) for name in ("S1", "S\n2", "S3")]
    told = await polled(page(loads=[{"loadNumber": "LD1"}, *named]))
    assert told.changed == {"shipment": ("S1", "S3")}
    assert told.watermark == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert [(finding.group, finding.subjects) for finding in told.findings] == [
        ("lines/shipment changes", ("source:lines",))
    ] * 2
    assert "[0]: Object missing required field `references`" in told.findings[0].detail
    assert "'S\n2' cannot name a shipment" in told.findings[1].detail
