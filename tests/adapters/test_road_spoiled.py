"""One field of a reply spoiled in every way is found, or fails its record, or is a text like any other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import product

import httpx
import msgspec

from domain.ports.reading import Failed, Found, Outcome
from domain.shipments import Shipment, Track
from simulators.serving.mutations import CHANGES, MISSING, spoil
from tests.adapters.carrier_sim.connected import tracked
from tests.adapters.carrier_sim.system import at_rest as carrier_at_rest
from tests.adapters.tms_sim.connected import shipped
from tests.adapters.tms_sim.system import at_rest as tms_at_rest
from tests.doubles.network import Rewriting

SHIPMENTS = ("SHE000002991", "SHE000002761")
PARCELS = ("1ZR411W70300002997", "1ZR411W70300002764")

# Words, names that only people read, and what may be away.
TMS_TEXTS = {"city", "region", "country", "mode", "carrier", "scac", "id", "code", "loadNumber", "proNumber"}
CARRIER_TEXTS = {"city", "region", "country", "location", "service", "id", "references", "type", "value"}
CARRIER_TEXTS |= {"estimatedDelivery"}

Ask = Callable[[httpx.AsyncBaseTransport, Sequence[str]], Awaitable[Mapping[str, Outcome[Shipment | Track]]]]


def fields(document: object) -> set[str]:
    """The names of all fields, however deep."""
    if isinstance(document, dict):
        return set(document).union(*map(fields, document.values()))
    return set().union(*map(fields, document)) if isinstance(document, list) else set()


async def taken_silently(network: httpx.AsyncBaseTransport, ask: Ask, keys: Sequence[str]) -> set[str]:
    """The fields that can be spoiled so that a record is another one without anything being found."""
    replies: list[bytes] = []
    good = await ask(Rewriting(network, partial(kept, replies)), keys)
    silent = set()
    for field, kind in product(fields(msgspec.json.decode(replies[0])), (*CHANGES, MISSING)):
        answers = await ask(Rewriting(network, partial(spoil, kind=kind, field=field, every=False)), keys)
        for key, answer in answers.items():
            assert isinstance(answer, Found | Failed), (field, kind)
            if isinstance(answer, Found) and answer.value != value_of(good[key]):
                silent |= set() if answer.findings else {field}
    return silent


def value_of(answer: Outcome[Shipment | Track]) -> Shipment | Track:
    assert isinstance(answer, Found)
    return answer.value


def kept(replies: list[bytes], body: bytes) -> bytes:
    replies.append(body)
    return body


async def test_nothing_of_a_load_is_taken_for_what_it_is_not() -> None:
    assert await taken_silently(tms_at_rest().network, shipped, SHIPMENTS) == TMS_TEXTS


async def test_nothing_of_a_track_is_taken_for_what_it_is_not() -> None:
    assert await taken_silently(carrier_at_rest().network, tracked, PARCELS) == CARRIER_TEXTS
