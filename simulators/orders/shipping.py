"""What goes out in one shipment: its packages with their contents, and the way it takes."""

from collections.abc import Sequence

from simulators.draw import Draw
from simulators.orders.facts import Content, Header, Package, Shipment, Work
from simulators.reference import catalog, customers, numbers
from simulators.reference.places import CITIES, TRANSFER_HUBS

_MOST_PACKAGES = 3
_LINES_A_PACKAGE = 2
_BOX_GRAMS = 250


def shipment(
    seed: int, lead: Header, work: Work, parts: Sequence[tuple[Header, Work]] | None = None
) -> Shipment:
    """Make the shipment of a warehouse order; `parts` names every order in it, by default the lead alone."""
    contents, grams = _contents(parts or [(lead, work)])
    draw = Draw(seed, "shipment", lead.index, work.number)
    city = lead.city if lead.city in CITIES else customers.customer(lead.customer).city
    return Shipment(
        lead=lead.index,
        work=work.number,
        site=work.site,
        service=lead.service,
        destination=city,
        legs=lead.legs,
        hub=draw.pick(TRANSFER_HUBS) if lead.legs > 1 else "",
        packages=_packages(lead, work, contents, grams),
    )


def _contents(parts: Sequence[tuple[Header, Work]]) -> tuple[list[Content], list[int]]:
    contents, grams = [], []
    for header, work in parts:
        for line in work.lines:
            if not line.found:
                continue
            item = header.lines[line.line - 1].item
            contents.append(Content(header.index, line.line, line.found))
            grams.append(line.found * (catalog.product(item).grams if item >= 0 else 500))
    return contents, grams


def _packages(lead: Header, work: Work, contents: list[Content], grams: list[int]) -> tuple[Package, ...]:
    count = min(-(-len(contents) // _LINES_A_PACKAGE), _MOST_PACKAGES)
    return tuple(
        Package(
            number=number,
            tracking=numbers.tracking(lead.service, lead.index, work.number, number),
            grams=sum(grams[number - 1 :: count]) + _BOX_GRAMS,
            contents=tuple(contents[number - 1 :: count]),
        )
        for number in range(1, count + 1)
    )
