import asyncio
from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from domain.ports.cache import Lost, Outdated, PartnersChanged
from gateway.partners.directory import RegisteredPartners
from gateway.partners.following import LOOKED_EVERY, WRITTEN_EVERY, Following
from gateway.shield.sharing.signals import LocalSignal
from gateway.telemetry.partner_metrics import PartnerMetrics
from tests.contracts.partner_examples import key, partner
from tests.doubles.clock import START
from tests.doubles.partners import InMemoryPartners
from tests.doubles.sleeping import Sleeping


class World:
    """A registry with one partner and its key, which is followed where time passes as the test says."""

    def __init__(self) -> None:
        self.registry = InMemoryPartners(partner("acme"))
        self.registry.held_keys["og_1"] = key()
        self.time = Sleeping()
        self.signal = LocalSignal()
        self.directory = RegisteredPartners(self.registry, self.time, PartnerMetrics(CollectorRegistry()))
        self.following = Following(self.directory, self.signal, sleep=self.time.sleep)

    async def change(self) -> None:
        await self.registry.put(partner("bolt"), who="mira", now=START)

    @property
    def is_known(self) -> bool:
        return self.directory.named("bolt") is not None


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    await made.following.start()
    yield made
    await made.following.aclose()


async def test_partners_are_known_from_the_start(world: World) -> None:
    assert world.directory.named("acme") == partner("acme")


async def test_a_change_that_nobody_told_is_known_within_a_second(world: World) -> None:
    await world.change()
    await world.time.passes(LOOKED_EVERY)
    assert world.is_known


@pytest.mark.parametrize("news", [PartnersChanged(), Lost()])
async def test_what_is_told_is_known_before_any_time_has_passed(
    world: World, news: PartnersChanged | Lost
) -> None:
    await world.change()
    await world.signal.tell(news)
    await world.time.passes(0)
    assert world.is_known


async def test_other_news_do_not_make_it_look(world: World) -> None:
    asked = world.registry.asked
    await world.signal.tell(Outdated("erp", ("order:SO-1",)))
    await world.time.passes(0)
    assert world.registry.asked == asked


async def test_it_goes_on_where_the_registry_was_away(world: World) -> None:
    world.registry.error = StoreUnavailable("away")
    with capture_logs():
        await world.time.passes(3 * LOOKED_EVERY)
        await world.signal.tell(PartnersChanged())
        await world.time.passes(0)
    world.registry.error = None
    await world.change()
    await world.time.passes(LOOKED_EVERY)
    assert world.is_known


async def test_uses_of_keys_are_written_after_a_while(world: World) -> None:
    world.directory.used("og_1", START)
    await world.time.passes(WRITTEN_EVERY)
    assert world.registry.held_keys["og_1"].last_used_at == START


async def test_at_its_end_uses_are_written_and_nothing_is_heard_any_more() -> None:
    world = World()
    await world.following.start()
    world.directory.used("og_1", START)
    await world.following.aclose()
    assert world.registry.held_keys["og_1"].last_used_at == START
    await world.change()
    await world.signal.tell(PartnersChanged())
    await world.time.passes(10 * LOOKED_EVERY)
    assert not world.is_known
    await world.following.aclose()


async def test_a_start_that_is_refused_leaves_nothing_running() -> None:
    world = World()
    world.registry.error = StoreUnavailable("away")
    with pytest.raises(StoreUnavailable):
        await world.following.start()
    await world.following.aclose()
    assert {task.get_name() for task in asyncio.all_tasks()} & {"look-for-partners"} == set()


async def test_a_fault_of_ours_does_not_go_unseen(world: World) -> None:
    world.registry.error = RuntimeError("a fault")
    with capture_logs() as lines:
        await world.time.passes(LOOKED_EVERY)
    assert [(line["log_level"], line["task"]) for line in lines] == [("error", "look-for-partners")]
    world.registry.error = None
