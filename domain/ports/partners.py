"""The ports to the partners: the registry that keeps them, and the directory that requests look into."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.registry.personal_reads import PersonalRead
from domain.registry.records import ApiKey, Partner, PartnerChange, Subject
from domain.registry.steps import Changed, Step


class PartnerDirectory(Protocol):
    """Every partner in memory, answered at once, and never more than two seconds behind the registry.

    Suspended partners are told as such; whoever asks must look at the status.
    """

    @property
    def revision(self) -> int:
        """Another number after each change: what was derived from an older one holds no more."""
        ...

    def named(self, name: str) -> Partner | None:
        """The partner of that name."""
        ...

    def of_subject(self, subject: Subject) -> Partner | None:
        """Whose tokens name this subject."""
        ...

    def of_key(self, prefix: str) -> tuple[ApiKey, Partner] | None:
        """The key that begins so, whether it lives or not, and whose it is."""
        ...

    def used(self, prefix: str, now: datetime) -> None:
        """Note that a key was used; written behind, to the minute or so."""
        ...


class PartnerRegistry(Protocol):
    """Keeps partners, their keys, and who changed what. Every change writes its line of the audit with it.

    Raises StoreUnavailable; `who` is the person or the command that changes something.
    """

    async def partners(self) -> Sequence[Partner]:
        """All partners, by name."""
        ...

    async def partner(self, name: str) -> Partner | None: ...

    async def keys(self, partner: str | None = None) -> Sequence[ApiKey]:
        """The keys of one partner or of all, the newest first."""
        ...

    async def keys_of(self, partners: Collection[str]) -> Mapping[str, Sequence[ApiKey]]:
        """The keys of each of these partners, the newest first, in one read."""
        ...

    async def put(self, partner: Partner, *, who: str, now: datetime) -> Partner | None:
        """Add a partner, or take this one in the place of the one of its name; gives the one before.

        What does not change anything writes nothing. Raises BadInput for what cannot be kept, and where a
        subject is another partner's.
        """
        ...

    async def remove(self, name: str, *, who: str, now: datetime) -> bool:
        """Forget a partner and its keys; its changes stay. Whether there was one."""
        ...

    async def change(self, steps: Mapping[str, Step], *, who: str, now: datetime) -> Mapping[str, Changed]:
        """Take a step with each partner of these names, all or none, while nobody else changes anything.

        A step that gives None removes as `remove` does; any other is as `put`. Raises BadInput as `put` does,
        for a partner of another name than the step was for, and as the steps do.
        """
        ...

    async def add_key(self, key: ApiKey, *, who: str, now: datetime) -> None:
        """Keep a key. Raises BadInput for an unknown partner, a taken prefix, or what cannot be kept."""
        ...

    async def revoke_key(self, prefix: str, *, who: str, now: datetime) -> ApiKey | None:
        """End a key; None where there is none. One that was ended before stays as it is."""
        ...

    async def note_used(self, prefixes: Mapping[str, datetime]) -> None:
        """Write down when keys were last used, unless later is known. No line of the audit."""
        ...

    async def changes(self, partner: str | None = None, *, limit: int = 100) -> Sequence[PartnerChange]:
        """The audit, the latest first."""
        ...

    async def changes_of(
        self, partners: Collection[str], *, most: int
    ) -> Mapping[str, Sequence[PartnerChange]]:
        """The last so many lines of each of these partners, the latest first, in one read."""
        ...

    async def revision(self) -> int:
        """Grows with every change of a partner or a key, and only then: cheap to ask for."""
        ...


class PersonalReads(Protocol):
    """Keeps who was shown personal data. Raises StoreUnavailable."""

    async def keep(self, reads: Sequence[PersonalRead]) -> None: ...

    async def reads(
        self, *, partner: str | None = None, subject: str | None = None, limit: int = 100
    ) -> Sequence[PersonalRead]:
        """The latest first; subject: those that name this entity key."""
        ...

    async def prune(self, *, before: datetime) -> int:
        """Forget what is older; how many lines."""
        ...
