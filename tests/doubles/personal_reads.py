"""Who was shown personal data, in memory."""

from collections.abc import Sequence
from datetime import datetime

from domain.registry.personal_reads import PersonalRead


class InMemoryPersonalReads:
    """Implements `PersonalReads`."""

    def __init__(self) -> None:
        self.kept: list[PersonalRead] = []

    async def keep(self, reads: Sequence[PersonalRead]) -> None:
        self.kept += reads

    async def reads(
        self, *, partner: str | None = None, subject: str | None = None, limit: int = 100
    ) -> Sequence[PersonalRead]:
        found = [
            read
            for read in self.kept
            if partner in {None, read.partner} and (subject is None or subject in read.subjects)
        ]
        return sorted(found, key=lambda read: read.at, reverse=True)[:limit]

    async def prune(self, *, before: datetime) -> int:
        young = [read for read in self.kept if read.at >= before]
        gone, self.kept = len(self.kept) - len(young), young
        return gone
