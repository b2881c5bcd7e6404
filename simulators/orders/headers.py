"""What an order is when it is placed: who, what, where from. The same at every size of the world."""

from collections.abc import Callable

from simulators.draw import Draw
from simulators.orders import stories
from simulators.orders.facts import Header, Line
from simulators.reference import catalog, customers

_CHANNELS = ("WEB",) * 9 + ("MARKETPLACE",) * 4 + ("B2B",) * 4 + ("EDI",) * 3
_BUSINESS = ("B2B", "EDI")
_EAST_PERCENT = 55
_DEMO_PERCENT = 20
_EXPRESS_PERCENT = 25
_BULK = 4  # companies order so many times what persons do


def header(seed: int, index: int, placed_at: Callable[[int], int]) -> Header:
    """Draw order `index`. The second order of a pair takes the first one's customer, site and service."""
    story = stories.story_of(seed, index)
    draw = Draw(seed, "order", index)
    shared = draw
    if story == stories.CONSOLIDATED and not stories.leads(index):
        shared = Draw(seed, "order", stories.partner_of(index))
    channel = shared.pick(_CHANNELS)
    customer = _customer(shared, channel)
    site = "EAST" if shared.below(100) < _EAST_PERCENT else "WEST"
    service = "EXPRESS" if shared.chance(_EXPRESS_PERCENT) and story != "multi_leg" else "GROUND"
    return Header(
        index=index,
        story=story,
        placed_at=placed_at(index),
        channel=channel,
        customer=customer,
        service=service,
        lines=_lines(Draw(seed, "lines", index), story, site, _BULK if channel in _BUSINESS else 1),
        legs=2 if story == "multi_leg" else 1,
    )


def _customer(draw: Draw, channel: str) -> int:
    if channel not in _BUSINESS:
        return draw.pick(customers.PERSONS)
    return customers.DEMO_COMPANY if draw.chance(_DEMO_PERCENT) else draw.pick(customers.COMPANIES)


def _lines(draw: Draw, story: str, site: str, bulk: int) -> tuple[Line, ...]:
    count = max(draw.between(1, 4), 2 if story == "split" else 1)
    first, step = draw.below(catalog.COUNT), draw.between(2, 149)
    lines = []
    for place in range(count):
        item = (first + place * step) % catalog.COUNT
        item += catalog.is_kit(item)
        quantity = draw.between(2, 9) * bulk * catalog.product(item).multiple
        from_site = site if story != "split" else ("EAST", "WEST")[place % 2]
        lines.append(Line(number=place + 1, item=item, quantity=quantity, site=from_site))
    return tuple(lines)
