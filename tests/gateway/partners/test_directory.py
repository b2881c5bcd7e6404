import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from domain.registry.records import PartnerStatus, Subject
from gateway.partners.directory import RegisteredPartners
from gateway.telemetry.partner_metrics import PartnerMetrics
from tests.contracts.partner_examples import TOKEN, key, partner
from tests.doubles.clock import START, SettableClock
from tests.doubles.partners import InMemoryPartners

AWAY = StoreUnavailable("our database cannot be used now", cause="refused")
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Slow(InMemoryPartners):
    """Never says its revision while `slow`."""

    slow = False

    async def revision(self) -> int:
        if self.slow:
            await asyncio.get_running_loop().create_future()
        return await super().revision()


class World:
    """A registry with one partner, who has a token and a key, and a directory over it."""

    def __init__(self) -> None:
        self.registry = Slow(partner("acme", TOKEN))
        self.registry.held_keys["og_1"] = key()
        self.clock = SettableClock()
        self.values = CollectorRegistry()
        self.directory = RegisteredPartners(
            self.registry, self.clock, PartnerMetrics(self.values), patience=timedelta(milliseconds=20)
        )

    def metric(self, name: str, **labels: str) -> float | None:
        return self.values.get_sample_value(f"ordergraph_partners{name}", labels)


@pytest.fixture
async def world() -> World:
    made = World()
    await made.directory.load()
    return made


async def test_a_partner_is_found_by_name_by_subject_and_by_key(world: World) -> None:
    acme = partner("acme", TOKEN)
    assert world.directory.named("acme") == acme
    assert world.directory.of_subject(TOKEN) == acme
    assert world.directory.of_key("og_1") == (key(), acme)
    assert world.directory.named("bolt") is None
    assert world.directory.of_subject(Subject("other", TOKEN.value)) is None
    assert world.directory.of_key("og_2") is None


async def test_before_it_is_loaded_nobody_is_known() -> None:
    directory = World().directory
    assert directory.named("acme") is None
    assert directory.checked_at is None


async def test_what_has_changed_is_known_after_a_look_and_has_another_revision(world: World) -> None:
    before = world.directory.revision
    suspended = replace(partner("acme", TOKEN), status=PartnerStatus.SUSPENDED)
    await world.registry.put(suspended, who="mira", now=START)
    await world.registry.revoke_key("og_1", who="mira", now=START)
    await world.directory.look()
    assert world.directory.named("acme") == suspended
    found = world.directory.of_key("og_1")
    assert found is not None
    assert found[0].revoked_at == START
    assert world.directory.revision != before
    await world.registry.remove("acme", who="mira", now=START)
    await world.directory.look()
    assert world.directory.named("acme") is None
    assert world.directory.of_subject(TOKEN) is None
    assert world.directory.of_key("og_1") is None


async def test_while_nothing_changes_only_the_revision_is_asked_for(world: World) -> None:
    asked = world.registry.asked
    for _ in range(3):
        await world.directory.look()
    assert world.registry.asked == asked + 3


async def test_a_key_whose_partner_was_not_there_yet_is_nobody_s(world: World) -> None:
    world.registry.held_keys["og_2"] = key("og_2", "bolt")
    await world.registry.put(partner("carl"), who="mira", now=START)
    await world.directory.look()
    assert world.directory.of_key("og_2") is None
    assert world.directory.of_key("og_1") is not None


async def test_a_start_without_the_registry_is_refused() -> None:
    world = World()
    world.registry.error = AWAY
    with pytest.raises(StoreUnavailable, match="refused"):
        await world.directory.load()
    world.registry.error, world.registry.slow = None, True
    with pytest.raises(StoreUnavailable, match="does not answer in time"):
        await world.directory.load()


@pytest.mark.parametrize("slow", [True, False])
async def test_while_the_registry_is_away_the_last_known_stand_and_it_is_said(
    world: World, *, slow: bool
) -> None:
    await world.registry.remove("acme", who="mira", now=START)
    world.registry.error, world.registry.slow = AWAY, slow
    with capture_logs() as lines:
        for _ in range(3):
            world.clock.advance(SECOND)
            await world.directory.look()
    assert world.directory.named("acme") is not None
    assert world.directory.checked_at == START
    assert [(line["log_level"], line["last_checked_at"]) for line in lines] == [("error", START.isoformat())]
    assert ("refused" in lines[0]["cause"]) is not slow
    assert world.metric("_degraded") == 1
    assert world.metric("_checked_timestamp_seconds") == START.timestamp()
    world.registry.error, world.registry.slow = None, False
    with capture_logs() as lines:
        await world.directory.look()
    assert [line["event"] for line in lines] == ["the registry of partners can be read again"]
    assert world.directory.named("acme") is None
    assert world.metric("_degraded") == 0
    assert world.metric("_checked_timestamp_seconds") == (START + 3 * SECOND).timestamp()


async def test_a_long_absence_is_said_every_minute(world: World) -> None:
    world.registry.error = AWAY
    with capture_logs() as lines:
        for _ in range(121):
            await world.directory.look()
    assert len(lines) == 3


async def test_partners_are_counted_by_status(world: World) -> None:
    assert world.metric("", status="active") == 1
    assert world.metric("", status="suspended") == 0
    for name in ("bolt", "carl"):
        each = replace(partner(name), status=PartnerStatus.SUSPENDED)
        await world.registry.put(each, who="mira", now=START)
    await world.directory.look()
    assert world.metric("", status="suspended") == 2


async def used_at(world: World) -> object:
    (kept,) = await world.registry.keys("acme")
    return kept.last_used_at


async def test_the_use_of_a_key_is_written_once_a_minute(world: World) -> None:
    for seconds in range(50):
        world.directory.used("og_1", START + seconds * SECOND)
    assert await used_at(world) is None
    await world.directory.write_uses()
    assert await used_at(world) == START
    asked = world.registry.asked
    world.directory.used("og_1", START + 59 * SECOND)
    world.directory.used("og_1", START - MINUTE)
    await world.directory.write_uses()
    assert world.registry.asked == asked
    world.directory.used("og_1", START + 61 * SECOND)
    await world.directory.write_uses()
    assert await used_at(world) == START + MINUTE


async def test_a_use_that_cannot_be_written_waits_and_a_later_one_takes_its_place(world: World) -> None:
    world.directory.used("og_1", START)
    world.registry.error = AWAY
    with capture_logs() as lines:
        await world.directory.write_uses()
    assert [(line["event"], line["keys"]) for line in lines] == [
        ("when keys were last used cannot be written", 1)
    ]
    world.directory.used("og_1", START + MINUTE)
    world.registry.error = None
    await world.directory.write_uses()
    assert await used_at(world) == START + MINUTE


async def test_of_unknown_and_forgotten_keys_nothing_is_remembered(world: World) -> None:
    world.directory.used("og_9", START)
    world.directory.used("og_1", START)
    await world.registry.remove("acme", who="mira", now=START)
    await world.directory.look()
    asked = world.registry.asked
    await world.directory.write_uses()
    assert world.registry.asked == asked
