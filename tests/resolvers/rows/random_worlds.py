"""Small distributors at random: shared boxes, several customers, places, carriers and suppliers.

Each name has its owner in it, so that a leak can be read off an answer. What the index knows of a world is
what sync reads of it; then some of it changes, so that the index is behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st
from msgspec.structs import replace

from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, Order, OrderLine
from domain.partners import RowScope
from domain.ports.backends import PURCHASE_ORDERS
from domain.purchasing import PurchaseOrder
from domain.quantities import quantity
from domain.returns import Return
from domain.search.purchases import purchase_row
from domain.shipments import Content, Leg, Package, Shipment, Track
from gateway.sync.order_reading import OrderReading
from tests.doubles.clock import START
from tests.doubles.searching import email
from tests.doubles.small_world import SmallWorld

CUSTOMERS = ("C-1", "C-2", "C-3")
CHANNELS = ("WEB", "SHOP")
SITES = {"1000": "EAST", "2000": "WEST"}
CARRIERS = ("PONE", "RAIL")
SUPPLIERS = ("V-1", "V-2")
MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A box from EAST: the places in `orders` of what is in it, who carries it, and who up to there."""

    orders: tuple[int, ...]
    carrier: str
    before: str = ""
    labelled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a world is made of. moved: orders that change hands once they are indexed; gone: nobody's then."""

    customers: Sequence[str]
    channels: Sequence[str]
    sites: Sequence[str]
    boxes: Sequence[Packed]
    suppliers: Sequence[str]
    moved: frozenset[int] = field(default_factory=frozenset)
    gone: frozenset[int] = field(default_factory=frozenset)


def _several(names: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*[st.sampled_from(names)] * MOST)


_PLACES = st.integers(0, MOST - 1)
_BOXES = st.builds(
    Packed,
    orders=st.lists(_PLACES, min_size=1, max_size=3, unique=True).map(tuple),
    carrier=st.sampled_from(CARRIERS),
    before=st.sampled_from(("", *CARRIERS)),
    labelled=st.booleans(),
)
PLANS = st.builds(
    Plan,
    customers=_several(CUSTOMERS),
    channels=_several(CHANNELS),
    sites=_several(tuple(SITES)),
    boxes=st.lists(_BOXES, min_size=1, max_size=3),
    suppliers=_several(SUPPLIERS),
    moved=st.frozensets(_PLACES, max_size=1),
    gone=st.frozensets(_PLACES, max_size=1),
)


def _some(names: Sequence[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(names), min_size=1, max_size=2)


SCOPES = st.builds(
    RowScope,
    customers=_some(CUSTOMERS),
    channels=_some(CHANNELS),
    locations=_some(tuple(SITES.values())),
    carriers=_some(CARRIERS),
    suppliers=st.none() | st.none() | _some(SUPPLIERS),
).filter(lambda rows: rows != RowScope())


def number(place: int) -> str:
    """Our number of the order at a place."""
    return f"SO-{place}X"


def orders(plan: Plan) -> dict[str, Order]:
    """Its orders, as the ERP tells them; each has a return."""
    return {number(place): _order(plan, place) for place in range(MOST)}


def _order(plan: Plan, place: int) -> Order:
    name = number(place)
    line = OrderLine(id=f"{place}0", sku="AX-1", ordered=quantity(5), location=plan.sites[place])
    return Order(
        number=name,
        source="erp",
        placed_at=START,
        customer=plan.customers[place],
        channel=plan.channels[place],
        lines=(line,),
        return_numbers=(f"RMA-{name}",),
        identifiers=(Identifier(IdentifierKind.CUSTOMER_PO, "erp", f"PO-{name}"),),
        milestones=(Milestone(code=MilestoneCode.PLACED, occurred_at=START, source="erp"),),
    )


def shipments(plan: Plan) -> dict[str, Shipment]:
    """Its boxes: a package for each order in it, told of or not."""
    return {f"SHE-{place}X": _shipment(place, box) for place, box in enumerate(plan.boxes)}


def _shipment(place: int, box: Packed) -> Shipment:
    names = [number(each) for each in box.orders]
    # Of a package of which nobody tells what is in it, the name must not tell it either.
    labels = names if box.labelled else [f"{each}" for each in range(len(names))]
    packages = tuple(
        Package(id=f"P-{label}-{place}", tracking_number=f"1Z-{label}-{place}") for label in labels
    )
    contents = tuple(
        Content(
            order=name,
            line=f"{each}0",
            sku="E-1",
            quantity=quantity(1),
            package=f"P-{name}-{place}" if box.labelled else "",
        )
        for name, each in zip(names, box.orders, strict=True)
    )
    return Shipment(
        id=f"SHE-{place}X",
        sources=("wms_east",),
        carrier=box.carrier,
        packages=packages,
        tracking_numbers=tuple(each.tracking_number for each in packages),
        contents=contents,
        legs=((Leg(sequence=1, carrier=box.before, tracking_number=f"PRO-{place}X"),) if box.before else ()),
        origin="DC01",
        milestones=tuple(_facts(names)),
        identifiers=(
            Identifier(IdentifierKind.SHIPMENT, "wms_east", f"SHE-{place}X"),
            *(Identifier(IdentifierKind.ORDER, "wms_east", name) for name in names),
        ),
    )


def _facts(names: Sequence[str]) -> Iterator[Milestone]:
    for name in ("", *names):
        yield Milestone(
            code=MilestoneCode.SHIPPED, occurred_at=START, source="wms_east", reference=name, location="DC01"
        )


def tracks(plan: Plan) -> dict[str, Track]:
    """What carriers tell of every number; all references of its box."""
    told: dict[str, Track] = {}
    for shipment in shipments(plan).values():
        references = (shipment.id, *(content.order for content in shipment.contents))
        numbers = (*shipment.tracking_numbers, *(leg.tracking_number for leg in shipment.legs))
        told |= {
            each: Track(tracking_number=each, source="carrier", references=references) for each in numbers
        }
    return told


async def world_of(plan: Plan) -> SmallWorld:
    """The world with all of it in the index; then what moved has moved."""
    world = SmallWorld()
    made, boxes = orders(plan), shipments(plan)
    reads = world.reads
    reads["erp", "orders"].records = dict(made)
    reads["erp", "returns"].records = {
        f"RMA-{name}": Return(number=f"RMA-{name}", source="erp", order=name) for name in made
    }
    reads["erp", "purchase_orders"].records = {
        f"PU-{supplier}-{place}": PurchaseOrder(
            number=f"PU-{supplier}-{place}", source="erp", supplier=supplier, location="1000"
        )
        for place, supplier in enumerate(plan.suppliers)
    }
    reads["wms_east", "shipments"].records = dict(boxes)
    reads["wms_east", "fulfilments"].records = {name: _fulfilment(name, boxes) for name in made}
    reads["wms_west", "fulfilments"].records = {}
    reads["tms", "shipments"].records = {}
    reads["carrier", "tracking"].records = tracks(plan)
    await _index(world, list(made))
    _change(world, plan)
    for read in reads.values():
        read.calls.clear()
    return world


def _fulfilment(name: str, boxes: dict[str, Shipment]) -> Fulfilment:
    own = tuple(box for box in boxes.values() if name in {content.order for content in box.contents})
    return Fulfilment(order=name, sources=("wms_east",), shipments=own)


async def _index(world: SmallWorld, names: Sequence[str]) -> None:
    demand = world.clock.within()
    read = await OrderReading(world.readers, email).rows(names, demand)
    await world.searching.index.put([*read.whole, *read.partial])
    numbers = list(world.reads["erp", "purchase_orders"].records)
    bought = await world.readers.of(PURCHASE_ORDERS).read(numbers, demand)
    await world.searching.purchases.put([purchase_row(each.value) for each in bought.values()])  # type: ignore[union-attr] # all of them are there


def _change(world: SmallWorld, plan: Plan) -> None:
    records = world.reads["erp", "orders"].records
    for place in plan.moved:
        records[number(place)] = replace(records[number(place)], customer="C-9", channel="GONE")
    for place in plan.gone:
        del records[number(place)]
