import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.errors import BadInput
from domain.ports.cache import News, PartnersChanged
from domain.registry.plans import Prune
from domain.registry.records import Partner
from gateway.partners.applying import apply_plan, plan_for
from gateway.partners.changing import PartnerChanges
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from tests.contracts.partner_examples import TOKEN, partner, partners
from tests.doubles.clock import SettableClock
from tests.doubles.partners import InMemoryPartners
from tests.gateway.store.emptied import migrated_store

ACME, BOLT = partner("acme"), partner("bolt", TOKEN)
FEW = partners(st.sampled_from(["acme", "bolt", "carl", "dora"]))
SETS = st.lists(FEW, max_size=4, unique_by=lambda one: one.name)


@given(SETS, SETS, st.sampled_from(Prune))
@settings(max_examples=25)
async def test_what_was_applied_changes_nothing_a_second_time(
    declared: list[Partner], present: list[Partner], prune: Prune
) -> None:
    registry = InMemoryPartners(*present)
    changes = PartnerChanges(registry, LocalSignal(), SettableClock())
    plan = await plan_for(declared, registry, prune=prune)
    await apply_plan(plan, changes, who="mira")
    revision, lines = await registry.revision(), list(registry.lines)
    assert len(lines) == len(plan.changes)
    again = await plan_for(declared, registry, prune=prune)
    assert again.changes == ()
    await apply_plan(again, changes, who="mira")
    assert (await registry.revision(), registry.lines) == (revision, lines)


async def test_it_is_told_once_and_only_where_something_changed() -> None:
    registry, signal = InMemoryPartners(ACME), LocalSignal()
    heard: list[News] = []
    signal.listen(heard.append)
    changes = PartnerChanges(registry, signal, SettableClock())
    for _ in range(2):
        plan = await plan_for([replace(ACME, weight=2), BOLT], registry)
        await apply_plan(plan, changes, who="mira")
    assert heard == [PartnersChanged()]


async def test_what_was_planned_on_other_partners_is_not_applied(sqlite_url: str) -> None:
    async with migrated_store(sqlite_url) as store:
        registry = SqlPartnerRegistry(store.engine)
        changes = PartnerChanges(registry, LocalSignal(), SettableClock())
        await changes.add(BOLT, who="lee")
        plan = await plan_for([ACME, replace(BOLT, weight=2)], registry)
        await changes.suspend("bolt", who="lee")
        with pytest.raises(BadInput, match=r"^bolt: has changed since it was planned: plan again"):
            await apply_plan(plan, changes, who="mira")
        assert [one.name for one in await registry.partners()] == ["bolt"]


async def test_tokens_are_handed_from_one_partner_to_another_in_one_go(sqlite_url: str) -> None:
    async with migrated_store(sqlite_url) as store:
        registry = SqlPartnerRegistry(store.engine)
        changes = PartnerChanges(registry, LocalSignal(), SettableClock())
        await changes.add(ACME, who="lee")
        await changes.add(BOLT, who="lee")
        declared = [partner("acme", TOKEN), partner("bolt")]
        await apply_plan(await plan_for(declared, registry), changes, who="mira")
        assert await registry.partners() == declared
