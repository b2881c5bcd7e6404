"""Another configuration takes the place of the present one, and requests that began keep theirs."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from domain.errors import ConfigInvalid
from domain.instances import BackendState
from domain.partners import Grant, Principal
from domain.ports.demand import Demand
from gateway.reloading import Reloading

ANYONE = Principal(partner="anyone", grant=Grant(scopes=frozenset()))
DEMAND = Demand(deadline=0.0)


class Named:
    """A graph that only knows its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = 0

    @property
    def backends(self) -> "Named":
        return self

    def states(self) -> Sequence[BackendState]:
        return [BackendState(instance=self.name, adapter="erp_sim", kind="erp")]

    def in_full(self) -> Sequence[BackendState]:
        return [BackendState(instance=f"{self.name} in full", adapter="erp_sim", kind="erp")]

    def context(self, principal: Principal, demand: Demand) -> str:
        del principal, demand
        return self.name

    async def aclose(self) -> None:
        self.closed += 1


class Pause:
    """A sleep that ends when a test says so."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self.over.wait()


def served(first: Named, *others: Named | ConfigInvalid) -> tuple[Reloading[str], Pause]:
    waiting, pause = list(others), Pause()

    async def build() -> Named:
        made = waiting.pop(0)
        if isinstance(made, ConfigInvalid):
            raise made
        return made

    return Reloading(first, build, timedelta(seconds=11), sleep=pause), pause


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_begins_after_a_reload_has_the_new_graph_and_the_old_lingers() -> None:
    old, new = Named("old"), Named("new")
    reloading, pause = served(old, new)
    assert reloading.context(ANYONE, DEMAND) == "old"
    assert await reloading.reload()
    assert reloading.context(ANYONE, DEMAND) == "new"
    assert [state.instance for state in reloading.states()] == ["new"]
    assert [state.instance for state in reloading.in_full()] == ["new in full"]
    await turns()
    assert (pause.asked, old.closed) == ([11.0], 0)
    pause.over.set()
    await turns()
    assert (old.closed, new.closed) == (1, 0)


async def test_a_wrong_configuration_changes_nothing() -> None:
    old = Named("old")
    reloading, _ = served(old, ConfigInvalid("is wrong"))
    assert not await reloading.reload()
    assert reloading.context(ANYONE, DEMAND) == "old"
    await turns()
    assert old.closed == 0


async def test_the_end_closes_every_graph_once() -> None:
    graphs = [Named(name) for name in ("one", "two", "three")]
    reloading, _ = served(graphs[0], *graphs[1:])
    assert await reloading.reload()
    assert await reloading.reload()
    await turns()
    await reloading.aclose()
    assert [graph.closed for graph in graphs] == [1, 1, 1]
