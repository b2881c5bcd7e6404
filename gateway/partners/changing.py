"""What people do with partners, by command or by mutation: the same steps, the same refusals.

Each change is told to the other replicas when it is kept. `who` is the person or the command that makes it.
"""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from domain.errors import BadInput
from domain.partners import Grant
from domain.ports.cache import PartnersChanged, Signal
from domain.ports.partners import PartnerRegistry
from domain.ports.state import Clock
from domain.registry.checks import unknown_partner
from domain.registry.records import Partner, PartnerStatus
from domain.registry.steps import Changed, Step

LONGEST_WHO = 200

Alter = Callable[[Partner], Partner]


class PartnerChanges:
    """Changes partners. Every method raises BadInput, naming the field, and StoreUnavailable."""

    def __init__(self, registry: PartnerRegistry, signal: Signal, clock: Clock) -> None:
        self._registry = registry
        self._signal = signal
        self._clock = clock

    async def add(self, partner: Partner, *, who: str) -> Partner:
        """Take up a partner of a new name."""

        def new(found: Partner | None) -> Partner:
            if found is not None:
                raise BadInput(f"there is a partner {partner.name!r} already", field="name")
            return partner

        await self.take({partner.name: new}, who=who)
        return partner

    async def change(self, name: str, alter: Alter, *, who: str) -> Partner:
        """What `alter` makes of the partner, who may have been changed by others a moment before."""
        changed: list[Partner] = []

        def step(found: Partner | None) -> Partner:
            changed[:] = [alter(_known(found, name))]
            return changed[0]

        await self.take({name: step}, who=who)
        return changed[0]

    async def grant(self, name: str, grant: Grant, *, who: str) -> Partner:
        """Give a partner these rights in the place of those that it has."""
        return await self.change(name, lambda found: replace(found, grant=grant), who=who)

    async def suspend(self, name: str, *, who: str) -> Partner:
        """Refuse a partner everything from now on; nothing where that is so already."""
        return await self._put_status(name, PartnerStatus.SUSPENDED, who)

    async def resume(self, name: str, *, who: str) -> Partner:
        """End a suspension; nothing where there is none."""
        return await self._put_status(name, PartnerStatus.ACTIVE, who)

    async def remove(self, name: str, *, who: str) -> Partner:
        """Forget a partner and its keys; gives what it was."""

        def gone(found: Partner | None) -> None:
            _known(found, name)

        changed = await self.take({name: gone}, who=who)
        return _known(changed[name].before, name)

    async def take(self, steps: Mapping[str, Step], *, who: str) -> Mapping[str, Changed]:
        """Take steps, all or none, and tell the other replicas of it where anything is not as it was."""
        changed = await self._registry.change(steps, who=checked_who(who), now=self._clock.now())
        if any(one.before != one.after for one in changed.values()):
            await self._signal.tell(PartnersChanged())
        return changed

    async def _put_status(self, name: str, status: PartnerStatus, who: str) -> Partner:
        return await self.change(name, lambda found: replace(found, status=status), who=who)


def checked_who(who: str) -> str:
    """Who changes something, fit for the audit. Raises BadInput."""
    if not who.strip() or not who.isprintable() or len(who) > LONGEST_WHO:
        raise BadInput(f"should be a name of 1 to {LONGEST_WHO} printed characters", field="who")
    return who.strip()


def _known(found: Partner | None, name: str) -> Partner:
    if found is None:
        raise unknown_partner(name)
    return found
