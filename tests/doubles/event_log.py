"""The log, the inbox and the dead letters in memory, of one store."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.events.record import Event
from domain.log.filters import EventFilter, matches
from domain.log.receipts import receipt
from domain.log.records import Appended, DeadLetter, DeadState, Gap, Logged, LogPage, Mapped, Raw
from domain.log.standing import standing
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row


class InMemoryLog:
    """Implements `EventLog`, `Inbox` and `DeadLetters`. Each of `errors` is raised once, by an append."""

    def __init__(self, name: str = "memory") -> None:
        self._name = name
        self.errors: list[Exception] = []
        self._events: list[Logged] = []
        self._standing: list[Logged] = []
        self._position = self._dropped = 0
        self._receipts: dict[tuple[str, str], datetime] = {}
        self._raws: dict[str, Raw] = {}
        self._unmapped: dict[str, tuple[str, datetime] | None] = {}
        self._letters: dict[str, DeadLetter] = {}

    async def append(self, mapped: Sequence[Mapped]) -> Appended:
        if self.errors:
            raise self.errors.pop(0)
        ours = [each for each in mapped if not each.raw or each.raw in self._unmapped]
        told = [(event, receipt(event)) for each in ours for event in each.events]
        for each in ours:
            self._unmapped.pop(each.raw, None)
            for letter in each.dead:
                self._dead(letter)
        new: list[Event] = []
        for event, name in told:
            if name is None or name not in self._receipts:
                new.append(event)
            if name is not None:
                self._receipts[name] = event.recorded_at
        logged = [Logged(position, event) for position, event in enumerate(new, self._position + 1)]
        self._events += logged
        self._position += len(logged)
        return Appended(logged, len(told) - len(new))

    def _dead(self, letter: DeadLetter) -> None:
        known = self._letters.get(letter.id)
        attempts = letter.attempts if known is None else known.attempts + 1
        first_at = letter.first_at if known is None else known.first_at
        self._letters[letter.id] = replace(letter, attempts=attempts, first_at=first_at)

    async def after(
        self, position: int, wanted: EventFilter, rows: RowScope, *, first: int, log: str | None = None
    ) -> LogPage:
        gap = self._gap(position, log)
        begin = gap.restart if gap else position
        asker = Principal(partner="", grant=Grant(scopes=frozenset(), rows=rows))
        found = [
            each
            for each in self._events
            if each.position > begin
            and matches(wanted, each.event)
            and decide_row(asker, each.event.owners) is ALLOW
        ]
        if len(found) > first:
            return LogPage(events=found[:first], reached=found[first - 1].position, more=True, gap=gap)
        return LogPage(events=found, reached=max(begin, self._position), gap=gap)

    def _gap(self, position: int, log: str | None) -> Gap | None:
        if (log is not None and log != self._name) or position > self._position:
            return Gap(restart=self._position)
        return Gap(restart=self._dropped) if position < self._dropped else None

    async def at(self, positions: Collection[int]) -> Sequence[Logged]:
        return [each for each in self._events if each.position in set(positions)]

    async def head(self) -> Logged | None:
        return self._events[-1] if self._events else None

    async def name(self) -> str:
        return self._name

    async def standing(self, keys: Collection[str]) -> Sequence[Logged]:
        return [
            each for each in standing([*self._standing, *self._events]) if each.event.subject in set(keys)
        ]

    async def known(self, names: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        return frozenset(name for name in names if name in self._receipts)

    async def compact(self, *, before: datetime) -> int:
        young = [index for index, each in enumerate(self._events) if each.event.recorded_at >= before]
        cut = min(young, default=len(self._events))
        old, self._events = self._events[:cut], self._events[cut:]
        self._standing = standing([*self._standing, *old])
        self._dropped = old[-1].position if old else self._dropped
        return len(old)

    async def prune_receipts(self, *, before: datetime) -> int:
        old = [name for name, at in self._receipts.items() if at < before]
        for name in old:
            del self._receipts[name]
        return len(old)

    async def keep(self, raws: Sequence[Raw]) -> None:
        self._raws |= {raw.id: raw for raw in raws}
        self._unmapped |= dict.fromkeys(raw.id for raw in raws)

    async def claim(self, worker: str, *, most: int, hold: timedelta, now: datetime) -> Sequence[Raw]:
        claimed: list[Raw] = []
        held_sources: set[str] = set()
        for raw_id in sorted(self._unmapped):
            raw, held = self._raws[raw_id], self._unmapped[raw_id]
            if held is not None and held[1] > now:
                held_sources.add(raw.source)
            elif raw.source not in held_sources and len(claimed) < most:
                claimed.append(raw)
        self._unmapped |= dict.fromkeys((raw.id for raw in claimed), (worker, now + hold))
        return claimed

    async def raw(self, raw_id: str) -> Raw | None:
        return self._raws.get(raw_id)

    async def listed(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str = "",
        first: int,
    ) -> Sequence[Raw]:
        found = [
            raw
            for raw_id, raw in sorted(self._raws.items())
            if raw_id > after
            and raw_id not in self._unmapped
            and source in {None, raw.source}
            and (since is None or raw.received_at >= since)
            and (until is None or raw.received_at < until)
        ]
        return found[:first]

    async def waiting(self) -> int:
        return len(self._unmapped)

    async def prune(self, *, before: datetime) -> int:
        needed = {letter.raw for letter in self._letters.values() if letter.state is DeadState.WAITING}
        old = [
            raw.id
            for raw in self._raws.values()
            if raw.received_at < before and raw.id not in self._unmapped and raw.id not in needed
        ]
        for raw_id in old:
            del self._raws[raw_id]
        return len(old)

    async def letters(
        self,
        *,
        source: str | None = None,
        reason: str | None = None,
        state: DeadState | None = DeadState.WAITING,
        first: int = 100,
        after: str | None = None,
    ) -> Sequence[DeadLetter]:
        found = [
            letter
            for letter_id, letter in sorted(self._letters.items())
            if source in {None, letter.source}
            and reason in {None, letter.reason}
            and state in {None, letter.state}
            and (after is None or letter_id > after)
        ]
        return found[:first]

    async def letter(self, letter_id: str) -> DeadLetter | None:
        return self._letters.get(letter_id)

    async def settle(self, letter_ids: Sequence[str], state: DeadState, *, now: datetime) -> int:
        waiting = [one for one in letter_ids if self._letters[one].state is DeadState.WAITING]
        for one in waiting:
            self._letters[one] = replace(self._letters[one], state=state, last_at=now)
        return len(waiting)

    async def prune_settled(self, *, before: datetime) -> int:
        settled = [each for each in self._letters.values() if each.state is not DeadState.WAITING]
        old = [each.id for each in settled if each.last_at < before]
        for letter_id in old:
            del self._letters[letter_id]
        return len(old)

    async def failed_again(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            self._dead(letter)
