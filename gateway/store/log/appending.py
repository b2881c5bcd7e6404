"""Appending to the log: one transaction, in which the row of the head is locked last and shortest.

Whoever appends takes positions by adding to that row, and keeps it locked up to the commit. So positions
have no holes, and grow in the order in which appends are committed: docs/adr/0009-the-log.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from uuid import uuid4

from domain.events.record import Event
from domain.log.receipts import receipt
from domain.log.records import Appended, DeadLetter, Logged, Mapped
from gateway.store.driver_work import Ask, AskEach, Values, Work
from gateway.store.log import append_words as words
from gateway.store.log.event_rows import event_row, kept_key, key_rows, owner_rows
from gateway.store.log.inbox_words import MARK
from gateway.store.log.letter_rows import letter_row

Receipt = tuple[str, str]


def appended(mapped: Sequence[Mapped]) -> Work[Appended]:
    """What is new, and how many events were known."""
    mapped = yield from _unmapped(mapped)
    letters = [letter for each in mapped for letter in each.dead]
    if letters:
        yield AskEach(words.LETTERS, _letter_rows(letters))
    told = [event for each in mapped for event in each.events]
    new = yield from _new(told)
    logged = yield from _logged(new)
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


def _logged(new: Sequence[Event]) -> Work[list[Logged]]:
    if not new:
        return []
    taken = yield Ask(words.TAKE, (len(new),))
    if not taken:
        yield Ask(words.BEGIN, (uuid4().hex,))
        taken = yield Ask(words.TAKE, (len(new),))
    last: int = taken[0][0]
    logged = [Logged(position, event) for position, event in enumerate(new, start=last - len(new) + 1)]
    yield AskEach(words.EVENTS, [event_row(each) for each in logged])
    yield AskEach(words.KEYS, list(chain.from_iterable(map(key_rows, logged))))
    owners = list(chain.from_iterable(map(owner_rows, logged)))
    if owners:
        yield AskEach(words.OWNERS, owners)
    return logged


def _letter_rows(letters: Iterable[DeadLetter]) -> list[Values]:
    rows = sorted(map(letter_row, letters), key=lambda row: str(row["id"]))
    return [[row[name] for name in words.LETTER_COLUMNS] for row in rows]


def _receipt_row(name: Receipt, events: Sequence[Event]) -> Values:
    at = events[0].recorded_at
    return (*name, at, at, len(events))
