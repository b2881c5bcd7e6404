"""The small distributor with something recognisable in every field, and a third order that shares nothing.

SO-1 (C-1) and SO-2 (C-2) are sold on WEB and travel in one box from EAST with PONE. SO-4 (C-9) is sold in
SHOP and travels from WEST with RAIL. PU-1 is of V-1 and for EAST, PU-2 of V-2 and for WEST.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.exceptions import CaseChange, CaseState, ExceptionCase, Finding
from domain.folds.overdue import OVERDUE
from domain.orders import OrderLine
from domain.ports.backends import PURCHASE_ORDERS
from domain.ports.reading import Found
from domain.search.feeds import Feed
from domain.search.purchases import purchase_row
from domain.stock import StockKey
from gateway.sync.order_reading import OrderReading
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog
from tests.doubles.searching import email
from tests.doubles.small_world import SmallWorld
from tests.policy import marked_records as records
from tests.policy.marked_events import marked_log
from tests.policy.planting import Planted

ORDERS = {"SO-1": ("C-1", "WEB", "1000"), "SO-2": ("C-2", "WEB", "1000"), "SO-4": ("C-9", "SHOP", "2000")}
_AGO = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MarkedWorld:
    """The world, and what was planted in it."""

    world: SmallWorld
    planted: Planted
    log: InMemoryLog


async def marked_world(*, remembers: bool = False) -> MarkedWorld:
    """All of it, in our indexes too. remembers: its readers stand behind the shield."""
    world, planted = SmallWorld(remembers=remembers), Planted()
    _plant_orders(world, planted)
    _plant_the_rest(world, planted)
    await _index(world)
    for name in ("erp", "tms"):
        world.searching.feeds.held[name] = Feed(instance=name, watermark=START - _AGO, last_heard_at=START)
    world.cases.held |= {(one.finding.code, one.id): one for one in _cases(planted)}
    for read in world.reads.values():
        read.calls.clear()
    return MarkedWorld(world, planted, await marked_log(planted))


def _plant_orders(world: SmallWorld, planted: Planted) -> None:
    reads = world.reads
    east = records.box(planted, "SHE-1", "PONE", "DC01", "E-1", "SO-1", "SO-2")
    west = records.box(planted, "SHW-4", "RAIL", "W2", "0002", "SO-4")
    reads["erp", "orders"].records = {
        number: records.order(planted, number, customer, channel, *_lines(number, site))
        for number, (customer, channel, site) in ORDERS.items()
    }
    reads["erp", "customers"].records = {
        customer: records.customer(planted, customer, number) for number, (customer, _, _) in ORDERS.items()
    }
    returns = [records.returned(planted, number) for number in ORDERS]
    reads["erp", "returns"].records = {one.number: one for one in returns}
    reads["wms_east", "shipments"].records = {"SHE-1": east}
    reads["wms_west", "shipments"].records = {"SHW-4": west}
    reads["wms_east", "fulfilments"].records = {
        number: records.fulfilment(number, "wms_east", east) for number in ("SO-1", "SO-2")
    }
    reads["wms_west", "fulfilments"].records = {"4": records.fulfilment("4", "wms_west", west)}
    reads["tms", "shipments"].records = {}
    reads["carrier", "tracking"].records = {
        one.tracking_number: one
        for one in (records.track(planted, "SHE-1", "PONE"), records.track(planted, "SHW-4", "RAIL"))
    }


def _lines(number: str, site: str) -> Sequence[OrderLine]:
    """The second line of SO-1 should have left WEST, and has not."""
    first = records.line("10", "AX-1", 5, site)
    return [first, records.line("20", "AX-2", 3, "2000")] if number == "SO-1" else [first]


def _plant_the_rest(world: SmallWorld, planted: Planted) -> None:
    reads = world.reads
    bought = [
        records.purchase(planted, "PU-1", "V-1", "1000"),
        records.purchase(planted, "PU-2", "V-2", "2000"),
    ]
    reads["erp", "purchase_orders"].records = {one.number: one for one in bought}
    reads["erp", "products"].records = {
        "AX-1": records.product(planted, "AX-1", "AX-2"),
        "AX-2": records.product(planted, "AX-2", "AX-1"),
    }
    reads["erp", "locations"].records = {
        code: records.place(planted, code, ours) for code, ours in (("1000", "EAST"), ("2000", "WEST"))
    }
    reads["erp", "stock"].records = {
        key: records.position(planted, key, "erp", ours)
        for key, ours in ((StockKey("AX-1", "1000"), "EAST"), (StockKey("AX-2", "2000"), "WEST"))
    }
    for instance, key, ours in (
        ("wms_east", StockKey("E-1", "DC01"), "EAST"),
        ("wms_west", StockKey("0002", "W2"), "WEST"),
    ):
        reads[instance, "stock"].records = {key: records.position(planted, key, instance, ours)}


async def _index(world: SmallWorld) -> None:
    demand = world.clock.within()
    read = await OrderReading(world.readers, email).rows(list(ORDERS), demand)
    await world.searching.index.put([*read.whole, *read.partial])
    bought = await world.readers.of(PURCHASE_ORDERS).read(["PU-1", "PU-2"], demand)
    there = [outcome.value for outcome in bought.values() if isinstance(outcome, Found)]
    await world.searching.purchases.put([purchase_row(one) for one in there])


def _cases(planted: Planted) -> Sequence[ExceptionCase]:
    """One about each order, and one that is nobody's own."""
    return [
        _case(planted, OVERDUE, "case-1", "SO-1", "order:SO-1"),
        _case(planted, OVERDUE, "case-4", "SO-4", "order:SO-4"),
        _case(planted, "UNMAPPED_CODE", "case-9", "nobody", "source:erp"),
    ]


def _case(planted: Planted, code: str, name: str, owner: str, subject: str) -> ExceptionCase:
    def text(field: str) -> str:
        return planted.text(owner, f"ExceptionCase.{field}")

    step = CaseChange(
        at=planted.instant(owner, "ExceptionChange.at"),
        who=text("who"),
        before=CaseState.OPEN,
        after=CaseState.OPEN,
        note=text("note"),
    )
    return ExceptionCase(
        id=name,
        finding=Finding(
            code=code,
            group=name,
            subjects=(subject,),
            systems=("erp",),
            detail=text("detail"),
            evidence=(text("evidence"),),
        ),
        first_seen=planted.instant(owner, "ExceptionCase.first_seen"),
        last_seen=planted.instant(owner, "ExceptionCase.last_seen"),
        owner=text("owner"),
        resolution=text("resolution"),
        history=(step,),
    )
