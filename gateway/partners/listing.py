"""Partners with their keys, to be looked at by whoever may."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.ports.partners import PartnerRegistry
from domain.registry.checks import unknown_partner
from domain.registry.records import ApiKey, Partner, PartnerChange


class Listed(NamedTuple):
    """A partner and its keys, the newest first."""

    partner: Partner
    keys: Sequence[ApiKey]


class Shown(NamedTuple):
    """All that is kept of a partner. changes: the last of its audit, the latest first."""

    partner: Partner
    keys: Sequence[ApiKey]
    changes: Sequence[PartnerChange]


async def listed(registry: PartnerRegistry) -> list[Listed]:
    """Every partner, by name. Raises StoreUnavailable."""
    keys: dict[str, list[ApiKey]] = {}
    for key in await registry.keys():
        keys.setdefault(key.partner, []).append(key)
    return [Listed(partner, keys.get(partner.name, [])) for partner in await registry.partners()]


async def shown(registry: PartnerRegistry, name: str, *, changes: int = 20) -> Shown:
    """One partner. changes: how many of its changes. Raises BadInput, StoreUnavailable."""
    partner = await registry.partner(name)
    if partner is None:
        raise unknown_partner(name)
    return Shown(partner, await registry.keys(name), await registry.changes(name, limit=changes))
