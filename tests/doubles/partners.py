"""Partners in memory, by the rules of the ports."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.registry.audit import key_added, key_revoked, partner_line
from domain.registry.checks import check_subjects, checked_key, taken_prefix, unknown_partner
from domain.registry.records import ApiKey, Partner, PartnerChange, Subject
from domain.registry.steps import Changed, Step, taken


class InMemoryPartners:
    """Implements `PartnerRegistry`. While `error` is set, whatever is asked raises it."""

    def __init__(self, *partners: Partner) -> None:
        self.held = {partner.name: partner for partner in partners}
        self.held_keys: dict[str, ApiKey] = {}
        self.lines: list[PartnerChange] = []
        self.asked = 0
        self.error: Exception | None = None
        self._revision = len(partners)

    async def partners(self) -> Sequence[Partner]:
        self._trouble()
        return [self.held[name] for name in sorted(self.held)]

    async def partner(self, name: str) -> Partner | None:
        self._trouble()
        return self.held.get(name)

    async def keys(self, partner: str | None = None) -> Sequence[ApiKey]:
        self._trouble()
        fitting = (key for key in self.held_keys.values() if partner in (None, key.partner))
        return _newest_first(fitting)

    async def keys_of(self, partners: Collection[str]) -> Mapping[str, Sequence[ApiKey]]:
        self._trouble()
        held = self.held_keys.values()
        return {name: _newest_first(key for key in held if key.partner == name) for name in partners}

    async def put(self, partner: Partner, *, who: str, now: datetime) -> Partner | None:
        changed = await self.change({partner.name: lambda _: partner}, who=who, now=now)
        return changed[partner.name].before

    async def remove(self, name: str, *, who: str, now: datetime) -> bool:
        return (await self.change({name: lambda _: None}, who=who, now=now))[name].before is not None

    async def change(self, steps: Mapping[str, Step], *, who: str, now: datetime) -> Mapping[str, Changed]:
        self._trouble()
        changed = {name: taken(name, self.held.get(name), step) for name, step in steps.items()}
        after = self.held | {name: each.after for name, each in changed.items()}
        held = {name: partner for name, partner in after.items() if partner is not None}
        check_subjects(held.values())
        self.held = held
        self.held_keys = {prefix: key for prefix, key in self.held_keys.items() if key.partner in held}
        lines = (partner_line(*each, who=who, now=now) for each in changed.values())
        self._write(*(line for line in lines if line is not None))
        return changed

    async def add_key(self, key: ApiKey, *, who: str, now: datetime) -> None:
        self._trouble()
        checked_key(key)
        if key.partner not in self.held:
            raise unknown_partner(key.partner, "partner")
        if key.prefix in self.held_keys:
            raise taken_prefix(key.prefix)
        self.held_keys[key.prefix] = key
        self._write(key_added(key, who=who, now=now))

    async def revoke_key(self, prefix: str, *, who: str, now: datetime) -> ApiKey | None:
        self._trouble()
        key = self.held_keys.get(prefix)
        if key is None or key.revoked_at is not None:
            return key
        revoked = self.held_keys[prefix] = replace(key, revoked_at=now)
        self._write(key_revoked(key, revoked, who=who, now=now))
        return revoked

    async def note_used(self, prefixes: Mapping[str, datetime]) -> None:
        self._trouble()
        for prefix, at in prefixes.items():
            key = self.held_keys.get(prefix)
            if key is not None and (key.last_used_at is None or key.last_used_at < at):
                self.held_keys[prefix] = replace(key, last_used_at=at)

    async def changes(self, partner: str | None = None, *, limit: int = 100) -> Sequence[PartnerChange]:
        self._trouble()
        return [line for line in reversed(self.lines) if partner in (None, line.partner)][:limit]

    async def changes_of(
        self, partners: Collection[str], *, most: int
    ) -> Mapping[str, Sequence[PartnerChange]]:
        self._trouble()
        latest = self.lines[::-1]
        return {name: [line for line in latest if line.partner == name][:most] for name in partners}

    async def revision(self) -> int:
        self._trouble()
        return self._revision

    def _write(self, *lines: PartnerChange) -> None:
        self.lines += lines
        self._revision += bool(lines)

    def _trouble(self) -> None:
        self.asked += 1
        if self.error is not None:
            raise self.error


def _newest_first(keys: Iterable[ApiKey]) -> Sequence[ApiKey]:
    return sorted(keys, key=lambda key: (key.created_at, key.prefix), reverse=True)


class PartnersAtHand:
    """Implements `PartnerDirectory`: what is written in the registry is known here at once."""

    def __init__(self, registry: InMemoryPartners) -> None:
        self._registry = registry
        self.noted: dict[str, datetime] = {}

    @property
    def revision(self) -> int:
        return self._registry._revision

    def named(self, name: str) -> Partner | None:
        return self._registry.held.get(name)

    def of_subject(self, subject: Subject) -> Partner | None:
        return next((one for one in self._registry.held.values() if subject in one.subjects), None)

    def of_key(self, prefix: str) -> tuple[ApiKey, Partner] | None:
        key = self._registry.held_keys.get(prefix)
        return None if key is None else (key, self._registry.held[key.partner])

    def used(self, prefix: str, now: datetime) -> None:
        self.noted[prefix] = now
