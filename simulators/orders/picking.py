"""The warehouse's part: released, allocated, picked (sometimes short), packed, staged."""

from simulators.draw import Draw
from simulators.orders.facts import Kind, Work
from simulators.orders.timeline import Timeline

SUPPLY = "supply"  # the reason of an allocation that takes goods that were backordered


def allocate(time: Timeline, draw: Draw, work: Work) -> None:
    """Release a warehouse order and give stock to its lines."""
    time.note(Kind.RELEASED, place=work.site)
    time.after(draw.minutes(4, 18))
    for line in work.lines:
        time.note_line(Kind.ALLOCATED, line.line, line.quantity, SUPPLY if work.supplied else "")


def pick_and_pack(time: Timeline, draw: Draw, work: Work) -> None:
    """Pick line by line, then pack; the label and the load tender come with packing."""
    time.after(draw.minutes(15, 150)).note(Kind.WAVED, place=work.site)
    time.after(draw.minutes(10, 90)).note(Kind.PICK_STARTED, place=work.site)
    for line in work.lines:
        time.after(draw.minutes(4, 25))
        if line.found:
            time.note_line(Kind.PICKED, line.line, line.found)
        if line.short:
            time.note_line(Kind.SHORT_PICKED, line.line, line.short, "not found")
    short = any(line.short for line in work.lines)
    time.after(60).note(Kind.PICK_ENDED, place=work.site, reason="short" if short else "")
    time.after(draw.minutes(10, 45)).note(Kind.PACKED, place=work.site)
    time.after(draw.minutes(5, 30)).note(Kind.STAGED, place=work.site)


def lack(time: Timeline, draw: Draw, works: tuple[Work, ...]) -> None:
    """Write down what is backordered; `time` moves on to when the goods have come."""
    time.after(draw.minutes(6, 20))
    for work in works:
        for line in work.lines if work.supplied else ():
            time.note_line(Kind.BACKORDERED, line.line, line.quantity)
    time.after(draw.hours(48, 140))
