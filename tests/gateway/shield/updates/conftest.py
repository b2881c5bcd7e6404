"""A system with one product, and one replica in front of it."""

from collections.abc import AsyncIterator

import pytest

from gateway.shield.state import ShieldState
from tests.doubles.clock import SettableClock
from tests.doubles.shared_state import in_memory
from tests.doubles.shielded import Catalog, Replica


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def catalog(clock: SettableClock) -> Catalog:
    catalog = Catalog(clock)
    catalog.versions = {"A": 1}
    return catalog


@pytest.fixture
async def state(clock: SettableClock) -> AsyncIterator[ShieldState]:
    async with in_memory(clock) as (state, _):
        yield state


@pytest.fixture
def replica(catalog: Catalog, state: ShieldState) -> Replica:
    return Replica(catalog, state=state)
