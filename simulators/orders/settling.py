"""The last part of an order's life: invoices, closing, and goods that come back."""

from collections.abc import Mapping, Sequence

from simulators.draw import Draw
from simulators.orders.facts import Copied, Fact, Header, Kind, Work, WorkLine
from simulators.orders.timeline import Timeline
from simulators.reference import catalog

_DISPOSITIONS = ("restock",) * 6 + ("quarantine",) * 3 + ("scrap",)
_REASONS = ("defective", "wrong item", "no longer needed")
_RETURN_STEPS = (
    Kind.RETURN_AUTHORISED,
    Kind.RETURN_IN_TRANSIT,
    Kind.RETURN_RECEIVED,
    Kind.RETURN_INSPECTED,
    Kind.RETURN_CREDITED,
)
_RETURN_HOURS = ((30, 140), (12, 36), (40, 110), (8, 30), (10, 40))
_HOUR = 3600
_UNFINISHED = ("lost", "damaged")


def settle(
    seed: int,
    header: Header,
    works: Sequence[Work],
    dispatched: Mapping[int, int],
    delivered: Mapping[int, int],
) -> list[Fact]:
    """Write what follows shipping. Both mappings: number of the warehouse order -> instant."""
    draw = Draw(seed, "settling", header.index)
    time = Timeline(header.placed_at)
    for work in works:
        time.work = work.number
        if header.story == "short_pick":
            time.at = dispatched[work.number] + draw.hours(20, 30)
            for line in work.lines:
                _give_up(time, line)
        if header.story in _UNFINISHED:
            continue
        if header.story == "invoiced_early":
            time.at = dispatched[work.number] + draw.minutes(40, 90)
        else:
            time.at = delivered[work.number] + draw.hours(4, 10)
        time.note(Kind.INVOICED)
    if header.story in _UNFINISHED:
        return time.facts
    time.work = 0
    time.at = max(*(fact.at for fact in time.facts), *delivered.values()) + draw.hours(20, 28)
    time.note(Kind.CLOSED)
    if header.story.startswith("return_"):
        time.at = max(delivered.values())
        _send_back(time, draw, header)
    return time.facts


def settle_copied(copied: Copied, delivered: Mapping[int, int]) -> list[Fact]:
    """Write what follows the delivery of an order that was moved here: as told, without chance."""
    time = Timeline(max(delivered.values()))
    for work in delivered:
        time.work = work
        time.after(_HOUR).note(Kind.INVOICED)
    time.work = 0
    for kind in _RETURN_STEPS if copied.returned else ():
        time.after(_HOUR)
        for line, quantity in copied.returned:
            inspected = kind is Kind.RETURN_INSPECTED
            time.note_line(kind, line, quantity, _DISPOSITIONS[0] if inspected else _REASONS[0])
    if copied.returned:
        time.after(_HOUR).note(Kind.RETURN_CLOSED)
    time.after(_HOUR).note(Kind.CLOSED)
    return time.facts


def _give_up(time: Timeline, line: WorkLine) -> None:
    if line.short:
        time.note_line(Kind.CANCELLED, line.line, line.short, "short")


def _send_back(time: Timeline, draw: Draw, header: Header) -> None:
    """All lines of a full return, half of the first line of a partial one."""
    full = header.story == "return_full"
    back = [(line.number, line.quantity) for line in header.lines]
    if not full:
        multiple = catalog.product(header.lines[0].item).multiple
        back = [(1, header.lines[0].quantity // (2 * multiple) * multiple)]
    reason = draw.pick(_REASONS)
    waits = [draw.hours(*bounds) for bounds in _RETURN_HOURS]
    for kind, wait in zip(_RETURN_STEPS, waits, strict=True):
        time.after(wait)
        for line, quantity in back:
            inspected = kind is Kind.RETURN_INSPECTED
            time.note_line(kind, line, quantity, draw.pick(_DISPOSITIONS) if inspected else reason)
    time.after(24 * _HOUR).note(Kind.RETURN_CLOSED)
