"""Who is told of stock waits until kept positions have it in them, and not for ever."""

import asyncio

from domain.log.records import Logged
from domain.ports.cache import PositionsReached
from domain.positions.kept import LogPlace
from gateway.positions.abreast import Abreast
from gateway.shield.sharing.signals import LocalSignal
from tests.gateway.execution.following import counted, event

EAST = {"source": "wms_east"}


async def _begun() -> LogPlace | None:
    return LogPlace("here", 3)


def _abreast(signal: LocalSignal, patience: float = 60.0) -> Abreast:
    return Abreast(signal, _begun, {"wms_east"}, patience=patience)


async def test_what_is_not_laid_onto_positions_is_not_waited_for() -> None:
    abreast = _abreast(LocalSignal())
    await abreast.of([Logged(9, counted()), Logged(10, event("order.picked", "order:SO-1", **EAST))])
    await abreast.of([Logged(3, counted(**EAST))])


async def test_it_ends_when_positions_have_the_last_of_it() -> None:
    signal = LocalSignal()
    abreast = _abreast(signal)
    waiting = asyncio.create_task(abreast.of([Logged(4, counted(**EAST)), Logged(6, counted(**EAST))]))
    for position in (4, 5):
        await signal.tell(PositionsReached(position))
        done, _ = await asyncio.wait([waiting], timeout=0)
        assert not done
    await signal.tell(PositionsReached(6))
    await waiting


async def test_positions_that_take_nothing_in_are_not_waited_for_for_ever() -> None:
    await _abreast(LocalSignal(), patience=0.0).of([Logged(7, counted(**EAST))])


async def test_after_the_end_nothing_is_heard() -> None:
    signal = LocalSignal()
    abreast = _abreast(signal, patience=0.0)
    abreast.aclose()
    await signal.tell(PositionsReached(8))
    await abreast.of([Logged(8, counted(**EAST))])
