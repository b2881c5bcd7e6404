"""An order's whole plan, from being placed to being closed, by its story."""

from collections.abc import Sequence

from simulators.draw import Draw
from simulators.orders import picking, road, settling, shipping, taking
from simulators.orders.facts import Fact, Header, Kind, Order, Shipment, Work
from simulators.orders.timeline import Timeline
from simulators.orders.works import works_of

_PICKUP_LEAD = 600  # seconds that the truck is at the dock before it leaves


def plan(seed: int, header: Header, partner: Header | None = None) -> Order:
    """Write the plan of an order; `partner` is the order that shares its shipment, where one does."""
    works = works_of(seed, header)
    time = taking.take(seed, header)
    if header.story == "cancelled" and taking.cancels_early(seed, header):
        taking.cancel(time, header)
        return _order(header, (), (), time.facts)
    branches = _picked(seed, header, works, time)
    if header.story == "cancelled":
        return _cancelled_late(header, works, [time, *branches])
    if partner is not None:
        return _consolidated(seed, header, partner, time, branches)
    sent = [
        (shipping.shipment(seed, header, work), _ready(seed, header.index, branch))
        for work, branch in zip(works, branches, strict=True)
    ]
    return _sent(seed, header, works, [time, *branches], sent)


def _picked(seed: int, header: Header, works: Sequence[Work], time: Timeline) -> list[Timeline]:
    """One timeline per warehouse order; what lacks supply starts when it has come."""
    start = time.at
    if any(work.supplied for work in works):
        picking.lack(time, Draw(seed, "supply", header.index), tuple(works))
    branches = []
    for work in works:
        branch = Timeline(time.at if work.supplied else start, work.number)
        draw = Draw(seed, "picking", header.index, work.number)
        picking.allocate(branch, draw, work)
        if header.story != "cancelled":
            picking.pick_and_pack(branch, draw, work)
        branches.append(branch)
    return branches


def _ready(seed: int, index: int, branch: Timeline) -> int:
    return branch.at + Draw(seed, "dock", index, branch.work).minutes(20, 240)


def _consolidated(
    seed: int, header: Header, partner: Header, time: Timeline, branches: list[Timeline]
) -> Order:
    """Both orders of a pair wait at the dock for one another and leave as one shipment."""
    (work,), (other_work,) = works_of(seed, header), works_of(seed, partner)
    (other,) = _picked(seed, partner, [other_work], taking.take(seed, partner))
    ready = max(_ready(seed, header.index, branches[0]), _ready(seed, partner.index, other))
    parts = [(header, work), (partner, other_work)]
    parts.sort(key=lambda part: part[0].index)
    joint = shipping.shipment(seed, *parts[0], parts)
    return _sent(seed, header, (work,), [time, *branches], [(joint, ready)])


def _sent(
    seed: int,
    header: Header,
    works: tuple[Work, ...],
    written: list[Timeline],
    sent: Sequence[tuple[Shipment, int]],
) -> Order:
    facts = [fact for time in written for fact in time.facts]
    delivered, dispatched = {}, {}
    for work, (shipment, ready) in zip(works, sent, strict=True):
        packed = next(f.at for f in facts if f.kind is Kind.PACKED and f.work == work.number)
        travelled = road.travel(seed, shipment, ready, header.story)
        facts += [*_announced(shipment, packed), *_left(work, shipment, ready), *travelled]
        dispatched[work.number] = ready
        delivered[work.number] = travelled[-1].at
    if header.copied:
        facts += settling.settle_copied(header.copied, delivered)
    elif not header.host:
        facts += settling.settle(seed, header, works, dispatched, delivered)
    return _order(header, works, tuple(shipment for shipment, _ in sent), facts)


def _announced(shipment: Shipment, packed: int) -> list[Fact]:
    time = Timeline(packed + 120, shipment.work)
    time.note(Kind.LABEL_CREATED, place=shipment.site)
    time.after(60).note(Kind.TENDERED, place=shipment.site)
    return time.facts


def _left(work: Work, shipment: Shipment, ready: int) -> list[Fact]:
    time = Timeline(ready - _PICKUP_LEAD, work.number)
    time.note(Kind.ARRIVED_PICKUP, place=shipment.site)
    time.after(_PICKUP_LEAD // 2).note(Kind.LOADED, place=work.site)
    time.after(_PICKUP_LEAD // 2).note(Kind.DISPATCHED, place=work.site)
    for line in work.lines:
        if line.found:
            time.note_line(Kind.SHIPPED, line.line, line.found)
    return time.facts


def _cancelled_late(header: Header, works: tuple[Work, ...], written: list[Timeline]) -> Order:
    """Cancelled when stock was already given to it: the warehouse gives it back first."""
    time = Timeline(written[-1].at + 3 * 3600, works[0].number)
    for line in works[0].lines:
        time.note_line(Kind.DEALLOCATED, line.line, line.quantity)
    taking.cancel(time, header)
    return _order(header, works, (), [fact for each in (*written, time) for fact in each.facts])


def _order(
    header: Header, works: tuple[Work, ...], shipments: tuple[Shipment, ...], facts: list[Fact]
) -> Order:
    return Order(header, works, shipments, tuple(sorted(facts, key=lambda fact: fact.at)))
