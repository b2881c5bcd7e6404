"""How the west WMS writes things: local times without zone, decimal commas, cases, 18 digit item codes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from simulators.orders.facts import Kind, Line, Order
from simulators.reference import catalog
from simulators.reference.places import PLACES, SITES
from simulators.world import lookup
from simulators.world.world import World

SITE = "WEST"
FACILITY = SITES[SITE].wms
ZONE = ZoneInfo(PLACES[SITE].zone)
NAMESPACE = "urn:w2:wms:1"

STATES = {
    Kind.RELEASED: ("CR", 10),
    Kind.ALLOCATED: ("AL", 30),
    Kind.WAVED: ("RL", 20),
    Kind.PICK_STARTED: ("PS", 40),
    Kind.PICK_ENDED: ("PC", 50),
    Kind.PACKED: ("PK", 60),
    Kind.LOADED: ("LD", 65),
    Kind.DISPATCHED: ("SH", 70),
    Kind.CANCELLED: ("CN", 90),
}
SHORT = ("SP", 55)

_TIME = "%Y%m%d %H%M%S"
_HALF_CASE = catalog.CASE // 2


def local(instant: int) -> str:
    """Write epoch seconds as `20260302 074500`, in the site's own time."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZONE).strftime(_TIME)


def parse_local(text: str) -> int:
    """Read `20260302 074500` in the site's own time; of an hour that comes twice, the first.

    Raises ValueError for anything else.
    """
    return int(datetime.strptime(text, _TIME).replace(tzinfo=ZONE).timestamp())


def unit(item: int, eaches: Iterable[int]) -> str:
    """Give the unit for an item's quantities: cases where it is sold by the case and they allow for it."""
    by_case = item >= 0 and catalog.product(item).by_case
    return "CS" if by_case and all(each % _HALF_CASE == 0 for each in eaches) else "EA"


def amount(uom: str, eaches: int) -> str:
    """Write eaches with a decimal comma, in a unit."""
    number = Decimal(eaches) / catalog.CASE if uom == "CS" else Decimal(eaches)
    return f"{number:.2f}".replace(".", ",")


def item_code(line: Line) -> str:
    """Give the WMS's code of what an order line asks for."""
    return line.code or catalog.product(line.item).west_code


def host_ref(order: Order) -> str:
    """Give the host's order number as it is here: without `SO-`, another ERP's as it is."""
    return lookup.number_of(order).removeprefix("SO-") if not order.header.host else order.header.host


def host_ref_at(world: World, index: int) -> str:
    """Give the host's order number of the order with an index."""
    return host_ref(world.order(index))


def parse_host_ref(world: World, text: str, now: int) -> Order | None:
    """Find the order that a host reference names."""
    injected = world.injected.find(text)
    if injected is not None:
        return world.any(injected, now)
    return lookup.by_own_number(world, f"SO-{text}", now)
