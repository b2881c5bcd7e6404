"""How an order is divided: what each warehouse is told to pick, and what waits for supply."""

from simulators.draw import Draw
from simulators.orders.facts import Header, Line, Work, WorkLine
from simulators.reference import catalog

_NOTHING_NOW_PERCENT = 40


def works_of(seed: int, header: Header) -> tuple[Work, ...]:
    """Give the warehouse orders of an order, numbered from 1."""
    if header.story == "split":
        return tuple(
            _work(number, site, [line for line in header.lines if line.site == site])
            for number, site in enumerate(("EAST", "WEST"), 1)
        )
    if header.story == "backorder":
        return _backordered(seed, header)
    site = header.lines[0].site
    if header.story == "short_pick":
        return (Work(number=1, site=site, lines=(*map(_whole, header.lines[:-1]), _short(header.lines[-1]))),)
    return (_work(1, site, header.lines),)


def _backordered(seed: int, header: Header) -> tuple[Work, ...]:
    """Half of the last line waits, or all of it; where nothing is left to send now, the order waits whole."""
    line = header.lines[-1]
    multiple = catalog.product(line.item).multiple
    now = line.quantity // (2 * multiple) * multiple
    if Draw(seed, "backorder", header.index).chance(_NOTHING_NOW_PERCENT):
        now = 0
    first = [_whole(each) for each in header.lines[:-1]]
    if now:
        first.append(WorkLine(line=line.number, quantity=now))
    rest = (WorkLine(line=line.number, quantity=line.quantity - now),)
    if not first:
        return (Work(number=1, site=line.site, lines=rest, supplied=True),)
    return (
        Work(number=1, site=line.site, lines=tuple(first)),
        Work(number=2, site=line.site, lines=rest, supplied=True),
    )


def _work(number: int, site: str, lines: list[Line] | tuple[Line, ...]) -> Work:
    return Work(number=number, site=site, lines=tuple(map(_whole, lines)))


def _whole(line: Line) -> WorkLine:
    return WorkLine(line=line.number, quantity=line.quantity)


def _short(line: Line) -> WorkLine:
    multiple = catalog.product(line.item).multiple
    short = max(line.quantity // (3 * multiple), 1) * multiple
    return WorkLine(line=line.number, quantity=line.quantity, short=short)
