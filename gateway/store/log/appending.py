"""Appending to the log: one transaction, in which the row of the head is locked last and shortest.

Whoever appends takes positions by adding to that row, and keeps it locked up to the commit. So positions
have no holes, and grow in the order in which appends are committed: docs/adr/0009-the-log.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from uuid import uuid4

from domain.errors import StoreUnavailable
from domain.events.record import Event
from domain.log.receipts import receipt
from domain.log.records import Appended, DeadLetter, Logged, Mapped
from gateway.store.driver_work import Ask, AskEach, Values, Work
from gateway.store.log import append_words as words
from gateway.store.log.event_rows import event_row, kept_key, key_rows, owner_rows
from gateway.store.log.inbox_words import MARK
from gateway.store.log.letter_rows import letter_row

Receipt = tuple[str, str]


def appended(mapped: Sequence[Mapped], *, embedded: bool) -> Work[Appended]:
    """What is new, and how many events were known."""
    mapped = yield from _unmapped(mapped)
    letters = [letter for each in mapped for letter in each.dead]
    if letters:
        yield AskEach(words.LETTERS, _letter_rows(letters))
    told = [event for each in mapped for event in each.events]
    new = yield from _new(told)
    logged = yield from _logged(new, embedded=embedded)
    return Appended(logged, len(told) - len(new))


def begun() -> Work[str]:
    """The name of the log, which begins here where there is none; two who do so at once make one."""
    yield Ask(words.BEGIN, (uuid4().hex,))
    ((name,),) = yield Ask(words.NAME)
    return str(name)


def _unmapped(mapped: Sequence[Mapped]) -> Work[list[Mapped]]:
    """Without those whose raw another worker has mapped meanwhile; the others are mapped from here on."""
    raws = sorted({each.raw for each in mapped if each.raw})
    if not raws:
        return list(mapped)
    ours = {row[0] for row in (yield AskEach(MARK, [(raw,) for raw in raws]))}
    return [each for each in mapped if not each.raw or each.raw in ours]


def _new(told: Sequence[Event]) -> Work[list[Event]]:
    """Those that were not told before, nor earlier among these; each telling is counted."""
    receipts = [receipt(event) for event in told]
    names: dict[Receipt, list[Event]] = {}
    for event, name in zip(told, receipts, strict=True):
        if name is not None:
            names.setdefault((name[0], kept_key(name[1])), []).append(event)
    first = (yield from _received(names)) if names else set[Receipt]()
    firsts = {id(events[0]) for name, events in names.items() if name in first}
    return [event for event, name in zip(told, receipts, strict=True) if name is None or id(event) in firsts]


def _received(names: Mapping[Receipt, Sequence[Event]]) -> Work[set[Receipt]]:
    """Count the tellings; the names that are new. In one order, so that two who append never lock."""
    rows = [_receipt_row(name, names[name]) for name in sorted(names)]
    counted = yield AskEach(words.RECEIVE, rows)
    return {(source, name) for source, name, times in counted if times == len(names[source, name])}


def _logged(new: Sequence[Event], *, embedded: bool) -> Work[list[Logged]]:
    if not new:
        return []
    write = _one_by_one if embedded else _at_once
    before = yield from write(new)
    if before is None:
        yield Ask(words.BEGIN, (uuid4().hex,))
        before = yield from write(new)
    if before is None:
        raise StoreUnavailable("our database cannot be used now", cause="the log has no head")
    return [Logged(before + place, event) for place, event in enumerate(new, start=1)]


def _one_by_one(new: Sequence[Event]) -> Work[int | None]:
    """The last position before these; None, and nothing is done, where the log has no head."""
    taken = yield Ask(words.TAKE, (len(new),))
    if not taken:
        return None
    before: int = taken[0][0]
    rows = _rows(new, before)
    for statement, some in zip((words.EVENTS, words.KEYS, words.OWNERS), rows, strict=True):
        if some:
            yield AskEach(statement, some)
    return before


def _at_once(new: Sequence[Event]) -> Work[int | None]:
    """The same."""
    events, keys, owners = _rows(new, 0)
    columns = chain(_columns(events, 7), _columns(keys, 2), _columns(owners, 3))
    taken = yield Ask(words.ALL, (len(new), *columns))
    return taken[0][0] if taken else None


def _rows(new: Sequence[Event], before: int) -> tuple[list[Values], list[Values], list[Values]]:
    """Of `event`, `event_key` and `event_owner`."""
    placed = [Logged(before + place, event) for place, event in enumerate(new, start=1)]
    keys, owners = (chain.from_iterable(map(made, placed)) for made in (key_rows, owner_rows))
    return [event_row(each) for each in placed], list(keys), list(owners)


def _columns(rows: Sequence[Values], width: int) -> Sequence[Sequence[object]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _letter_rows(letters: Iterable[DeadLetter]) -> list[Values]:
    rows = sorted(map(letter_row, letters), key=lambda row: str(row["id"]))
    return [[row[name] for name in words.LETTER_COLUMNS] for row in rows]


def _receipt_row(name: Receipt, events: Sequence[Event]) -> Values:
    at = events[0].recorded_at
    return (*name, at, at, len(events))
