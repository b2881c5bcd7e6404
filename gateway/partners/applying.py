"""Declared partners brought into the registry: planned, shown, and applied as they were shown."""

from collections.abc import Sequence

from domain.ports.partners import PartnerRegistry
from domain.registry.plans import Plan, Prune, planned
from domain.registry.records import Partner
from gateway.partners.changing import PartnerChanges


async def plan_for(
    declared: Sequence[Partner], registry: PartnerRegistry, *, prune: Prune = Prune.KEEP
) -> Plan:
    """What would have to change. Writes nothing. Raises BadInput, StoreUnavailable."""
    return planned(declared, await registry.partners(), prune=prune)


async def apply_plan(plan: Plan, changes: PartnerChanges, *, who: str) -> None:
    """Change all of it or nothing. Raises BadInput where something has changed since it was planned."""
    if plan.changes:
        await changes.take(plan.steps(), who=who)
