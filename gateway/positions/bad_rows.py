"""Rows of a file that cannot be taken: dead letters with their line, and one case for all of a kind."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.exceptions import Finding
from domain.log.records import Mapped, Raw, Via
from domain.ports.log import EventLog, Inbox
from gateway.assembly.raising import RaiseAll
from gateway.intake import dead
from gateway.intake.accepting import raw_id
from gateway.positions.snapshot_rows import BadRow

MOST_LETTERS = 1_000
"""So many rows of one import are kept; the others are only counted."""
_LONGEST = 10_000
_NOT_MAPPED = 0
_STEP = timedelta(microseconds=1)


class BadRows:
    """Of one import."""

    def __init__(self, inbox: Inbox, log: EventLog, raise_all: RaiseAll, source: str) -> None:
        self._inbox = inbox
        self._log = log
        self._raise_all = raise_all
        self._source = source
        self.count = 0
        self.first: list[BadRow] = []

    async def keep(self, rows: Sequence[BadRow], now: datetime) -> None:
        """Keep them as they came. Raises StoreUnavailable."""
        kept, before = rows[: max(MOST_LETTERS - self.count, 0)], self.count
        self.count += len(rows)
        self.first += rows[: max(10 - len(self.first), 0)]
        if not kept:
            return
        # A microsecond apart, so that they are shown in the order of the file.
        raws = [self._raw(each, now + (before + n) * _STEP) for n, each in enumerate(kept)]
        letters = [
            dead.letter(raw, each.error.code, each.place, each.error.public, _NOT_MAPPED, now)
            for raw, each in zip(raws, kept, strict=True)
        ]
        await self._inbox.keep(raws)
        await self._log.append(
            [Mapped(raw=raw.id, events=(), dead=(letter,)) for raw, letter in zip(raws, letters, strict=True)]
        )
        findings: dict[str, Finding] = {}
        for letter in letters:
            findings.setdefault(letter.reason, dead.finding_of(letter))
        self._raise_all(findings.values())

    def _raw(self, row: BadRow, now: datetime) -> Raw:
        body = json.dumps({"place": row.place, "row": row.text[:_LONGEST]}).encode()
        return Raw(id=raw_id(now), source=self._source, via=Via.FILE, received_at=now, body=body)
