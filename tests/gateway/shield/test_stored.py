"""What is read from our own store anyway is not kept there a second time."""

from datetime import timedelta

import pytest

from domain.ports.backends import PRODUCTS
from domain.ports.reading import Readers
from gateway.settings.freshness import EVERY, Freshness, LastKnownBounds, MemoryBounds
from gateway.shield.freshness.behind import Stores, kept_writes
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing
from tests.doubles.clock import SettableClock
from tests.doubles.last_known import InMemoryLastKnown
from tests.doubles.shielded import TERMS, Catalog, settled


@pytest.mark.parametrize("stored", [True, False])
async def test_it_is_kept_once(*, stored: bool) -> None:
    clock, last = SettableClock(), InMemoryLastKnown()
    catalog = Catalog(clock)
    catalog.versions = {"A": 1}
    writes = kept_writes(last, LastKnownBounds(), clock)
    writes.start()
    state = ShieldState(stores=Stores(last=last, kept=writes))
    freshness = Freshness(of={("", EVERY): TERMS}, memory=MemoryBounds(), last_known=LastKnownBounds())
    of = Shielded("erp", "here", stored=frozenset({PRODUCTS.name} if stored else ()))
    reader = Readers(Shield(freshness, state, Timing(clock)).bound([PRODUCTS.by(catalog)], of)).of(PRODUCTS)
    await reader.read(["A"], clock.within())
    await settled()
    await writes.aclose(timedelta(seconds=1))
    assert [key for _, _, key in last.values] == ([] if stored else ["A"])
    assert reader.peek(["A"], clock.within()) is not None
