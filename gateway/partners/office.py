"""The registry of partners as the graph administers it: nobody gives what it has not got itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.partners import Grant, Lane, Principal
from domain.ports.partner_office import PARTNER_CHANGES, PARTNER_KEYS, AuditPart, MadeKey
from domain.ports.partners import PartnerRegistry
from domain.ports.reading import Bound
from domain.quota import Quota
from domain.registry.checks import unknown_partner
from domain.registry.giving import check_giving, check_not_oneself, check_office
from domain.registry.records import ApiKey, Partner, PartnerChange
from gateway.partners.changing import LONGEST_WHO, PartnerChanges
from gateway.partners.key_changes import KeyChanges
from gateway.store.store_reader import StoreReader


class PartnerOffice:
    """What an operation of the graph may look at and change. Every method raises StoreUnavailable.

    Those that change something raise NotGranted for who may not, and BadInput, naming the field.
    """

    def __init__(self, registry: PartnerRegistry, changes: PartnerChanges, keys: KeyChanges) -> None:
        self._registry = registry
        self._changes = changes
        self._keys = keys
        self._bound = (
            PARTNER_KEYS.bound(StoreReader(registry.keys_of)),
            PARTNER_CHANGES.bound(StoreReader(self._last_changes)),
        )

    async def partners(self) -> Sequence[Partner]:
        """Every partner, by name."""
        return await self._registry.partners()

    async def partner(self, name: str) -> Partner | None:
        return await self._registry.partner(name)

    async def changes(self, name: str | None, limit: int) -> Sequence[PartnerChange]:
        """The audit of one partner, or of all, the latest first."""
        return await self._registry.changes(name, limit=limit)

    def bound(self) -> Sequence[Bound]:
        """Keys and last changes of partners that the asker was shown, each in one read for all of them."""
        return self._bound

    async def add(self, partner: Partner, by: Principal) -> Partner:
        """Take up a partner."""
        check_office(by)
        check_giving(by.grant, partner.grant)
        return await self._changes.add(partner, who=_who(by))

    async def set_grant(  # noqa: PLR0913 - all that a grant is
        self,
        name: str,
        grant: Grant,
        by: Principal,
        *,
        lane: Lane | None = None,
        weight: int | None = None,
        quota: Quota | None = None,
    ) -> Partner:
        """Give a partner these rights in the place of those that it has. None: that stays as it is."""
        check_office(by)
        check_not_oneself(by, name)

        def alter(found: Partner) -> Partner:
            check_giving(by.grant, grant, found.grant)
            return replace(
                found,
                grant=grant,
                lane=lane or found.lane,
                weight=found.weight if weight is None else weight,
                quota=quota or found.quota,
            )

        return await self._changes.change(name, alter, who=_who(by))

    async def suspend(self, name: str, by: Principal) -> Partner:
        """Refuse a partner everything from now on."""
        check_office(by)
        return await self._changes.suspend(name, who=_who(by))

    async def resume(self, name: str, by: Principal) -> Partner:
        """End a suspension."""
        check_office(by)
        return await self._changes.resume(name, who=_who(by))

    async def remove(self, name: str, by: Principal) -> Partner:
        """Forget a partner and its keys; gives what it was."""
        check_office(by)
        return await self._changes.remove(name, who=_who(by))

    async def make_key(self, name: str, label: str, expires_at: datetime | None, by: Principal) -> MadeKey:
        """A new key: whoever has it may what the partner may, and so must the one who gets to see it."""
        check_office(by)
        found = await self._registry.partner(name)
        if found is None:
            raise unknown_partner(name)
        if found.name != by.partner:
            check_giving(by.grant, found.grant)
        return await self._keys.make(name, who=_who(by), label=label, expires_at=expires_at)

    async def revoke_key(self, prefix: str, by: Principal) -> ApiKey:
        """End a key."""
        check_office(by)
        return await self._keys.revoke(prefix, who=_who(by))

    async def _last_changes(self, parts: Sequence[AuditPart]) -> Mapping[AuditPart, Sequence[PartnerChange]]:
        """Those of the same length in one read."""
        found: dict[AuditPart, Sequence[PartnerChange]] = {}
        for most in {part.most for part in parts}:
            names = [part.partner for part in parts if part.most == most]
            lines = await self._registry.changes_of(names, most=most)
            found.update({AuditPart(name, most): lines[name] for name in names})
        return found


def _who(by: Principal) -> str:
    """The person, and for which partner it acts."""
    return (f"{by.person} of {by.partner}" if by.person else by.partner)[:LONGEST_WHO]
