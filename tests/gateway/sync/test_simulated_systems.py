"""Sync of the simulated systems: every order is found by every name that it has by now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.folds.overdue import OVERDUE
from domain.partners import RowScope
from domain.search.terms import Term, TermKind, term
from gateway.sync import indexing
from simulators.control.truth import names_of
from simulators.reference import numbers
from simulators.serving.faults import Fault
from simulators.world.world import World
from tests.gateway.sync.one_house import House, house

_SURE = {"erp": TermKind.ORDER, "channel": TermKind.CHANNEL_ORDER, "customer_po": TermKind.CUSTOMER_PO}


def sure_names(world: World, now: int) -> Iterator[tuple[str, Term]]:
    """What every order that is placed by now is called, from the first moment on."""
    for index in range(1, world.count_at(now) + 1):
        names = names_of(world.order(index))
        for kind, what in _SURE.items():
            name = names[kind]
            if isinstance(name, str):
                yield numbers.erp_order(index), term(what, name)


async def not_found(one: House) -> list[tuple[str, Term]]:
    names = list(sure_names(one.simulation.world, one.simulation.now()))
    found = await one.index.named([name for _, name in names], RowScope())
    return [(number, name) for number, name in names if number not in found.get(name, ())]


async def test_every_order_is_found_by_the_names_that_it_was_born_with(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        await one.sync()
        assert len(one.index.held) == one.simulation.world.count_at(one.simulation.now())
        assert await not_found(one) == []
        assert {term.kind for row in one.index.held.values() for term in row.terms} == set(TermKind)
        assert {finding.code for finding in one.findings} <= {OVERDUE}


async def test_what_happens_later_and_while_a_system_is_away_ends_as_one_full_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "RETRIES", ())
    first, second = tmp_path / "first", tmp_path / "second"
    async with house(first) as one:
        await one.sync()
        one.simulation.faults.add(Fault(system="wms_east", kind="status", status=503))
        one.advance(hours=3)
        await one.sync()
        assert indexing.ORDER_NOT_INDEXED in {finding.code for finding in one.findings}
        one.simulation.faults.remove("wms_east")
        one.advance(hours=1)
        await one.sync()
        async with house(second, one.simulation) as other:
            other.clock.advance(one.clock.now() - other.clock.now())
            await other.sync()
            assert differing(one, other) == []


def differing(one: House, other: House) -> list[str]:
    numbers = one.index.held.keys() | other.index.held.keys()
    return sorted(number for number in numbers if one.index.held.get(number) != other.index.held.get(number))
