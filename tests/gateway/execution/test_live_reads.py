"""What reading for a live stream costs and leaves behind: the audit, the figures, and no lost change."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from domain.log.records import Gap
from domain.partners import Grant, Principal, RowScope
from domain.ports.demand import Account
from gateway.telemetry.operation_metrics import OperationMetrics
from gateway.watching.operations import OperationWatch
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.gateway.execution.following import MOVED, OTHER, PICKED, TRACE, Following, roots
from tests.gateway.execution.test_live import ORDERS, place
from tests.resolvers.asking import ANN, DESK, EVERYTHING

PERSONAL = 'subscription Watch { orderChanged(numbers: ["SO-1"]) { order { customer { email } } } }'
AUDITED = Principal(partner="desk", person="jo", grant=Grant(scopes=EVERYTHING, audited=True), weight=3)


async def test_who_was_shown_personal_data_is_kept_for_each_delivery() -> None:
    following = Following()
    live = await following.live(PERSONAL, AUDITED)
    assert following.lines == [], "nothing was shown yet"
    await live.snapshot(AUDITED, 0)
    live.heartbeat(1)
    live.gap(Gap(1))
    await live.told(AUDITED, await following.append(PICKED))
    lines = following.lines
    assert [(line.partner, line.person, line.operation) for line in lines] == [("desk", "jo", "Watch")] * 2
    assert all({"order:SO-1", "customer:C-1"} <= set(line.subjects) for line in lines)
    assert {line.correlation_id for line in lines} == {TRACE}


async def test_reads_are_made_as_those_of_a_query() -> None:
    following = Following()
    live = await following.live(ORDERS, AUDITED)
    following.demands.clear()
    await live.told(AUDITED, await following.append(PICKED))
    (demand,) = following.demands
    assert (demand.lane, demand.account) == (AUDITED.lane, Account("desk", 3))
    assert (demand.correlation_id, demand.deadline) == (TRACE, following.world.clock.monotonic() + 5)


async def test_each_delivery_counts_as_an_operation() -> None:
    registry, world = CollectorRegistry(), indexed()
    following = Following(world, watch=OperationWatch(world.clock, OperationMetrics(registry)))
    live = await following.live(ORDERS)
    before = _counted(registry)
    await live.told(DESK, await following.append(PICKED))
    live.heartbeat(1)
    assert _counted(registry) == before + 1


async def test_fields_may_want_more_freshness_than_their_stream() -> None:
    following = Following(indexed(SmallWorld(remembers=True)))
    text = """subscription { orderChanged(numbers: ["SO-1"]) {
      order @fresh(maxAge: "PT0S") { number lines { product { name } } }
    } }"""
    live = await following.live(text)
    await live.snapshot(DESK, 0)
    following.world.clock.advance(timedelta(seconds=1))
    await live.told(DESK, await following.append(PICKED, replace(PICKED, id="again")))
    reads = following.world.reads
    assert len(reads["erp", "orders"].calls) == 2, "once for the state, once for both events"


class Hanging(InMemoryOrderIndex):
    """It does not answer any more."""

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        await asyncio.get_running_loop().create_future()
        return await super().known(numbers, rows)


async def test_what_takes_too_long_is_a_gap_and_never_silence() -> None:
    world = indexed()
    world.searching.index = Hanging()
    following = Following(world, timeout=timedelta(milliseconds=10), margin=timedelta(milliseconds=10))
    live = await following.live(ORDERS, ANN, {"numbers": ["SO-1"]})
    (told,) = roots(await live.told(ANN, await following.append(MOVED, OTHER)))
    assert (told["kind"], told["cursor"]) == ("GAP", place(2))
    assert (told["gap"]["reread"], told["gap"]["keys"]) == ("ORDERS", ["SO-1"])


def _counted(registry: CollectorRegistry) -> float:
    found = (
        sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if sample.name.endswith("_count")
    )
    return sum(found)
