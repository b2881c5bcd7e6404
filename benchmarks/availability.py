"""What the availability of 20 items costs in CPU once their positions are in memory.

Each item lies at four places. Four sets of rules: none, those of a shop (safety, stale buffer), pools with a
reserve and a share, and supply with a backorder, where each item has two purchase orders on their way. Beside
them what it costs to count positions, once for each time that they are read, and the ratio to the plain sum
over the same positions. The goal: under 200 microseconds.

python -m benchmarks.availability
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from domain.availability.answers import SegmentKind
from domain.availability.counted import Counted, counted
from domain.availability.plain import availability
from domain.availability.plans import Ask
from domain.availability.pooled import Known
from domain.availability.promising import Wanted, promised
from domain.availability.rules import (
    PLAIN,
    Backorder,
    ChannelRule,
    Pool,
    Reserve,
    Safety,
    SellingRules,
    Share,
    StaleBuffer,
    SupplyRule,
)
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.quantities import quantity
from domain.stock import Figure, StockPosition, StockState

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PLACES = ("EAST", "WEST", "NORTH", "SOUTH")
ITEMS = 20
ROUNDS, REPEATS = 300, 5
FIGURES = (
    (StockState.SELLABLE, 80),
    (StockState.PICKED, 3),
    (StockState.DAMAGED, 1),
    (StockState.QUARANTINED, 0),
    (StockState.ON_HAND, 84),
    (StockState.ALLOCATED, 30),
    (StockState.INCOMING, 100),
)
SHOP = SellingRules(
    channels=(ChannelRule(name="web"),),
    safety=(Safety(units=Decimal(2), percent=Decimal(5)),),
    stale=(StaleBuffer(after=timedelta(minutes=5), percent=Decimal(10)),),
)
POOLED = SellingRules(
    pools=(
        Pool(name="coasts", locations=("EAST", "WEST")),
        Pool(name="inland", locations=("NORTH", "SOUTH")),
    ),
    channels=(ChannelRule(name="web"), ChannelRule(name="market")),
    safety=(Safety(units=Decimal(2), percent=Decimal(5)),),
    reserves=(Reserve(name="market", pool="coasts", units=Decimal(10), channels=frozenset({"market"})),),
    shares=(Share(channel="web", pool="inland", percent=Decimal(60)),),
)
LATER = SellingRules(
    channels=(ChannelRule(name="web"),),
    supply=(SupplyRule(confidence=Decimal(80), lead=timedelta(days=1)),),
    backorders=(Backorder(units=Decimal(50), lead=timedelta(days=14)),),
)


def position(sku: str, place: str) -> StockPosition:
    """One position as a warehouse tells it."""
    figures = (
        Figure(state=state, quantity=quantity(amount), source="wms", as_of=NOW) for state, amount in FIGURES
    )
    return StockPosition(sku=sku, location=place, figures=tuple(figures), as_of=NOW)


def counted_at(positions: Sequence[StockPosition]) -> Mapping[str, Counted]:
    """The numbers of one item by place."""
    found = {one.location: counted(one, NOW) for one in positions}
    return {place: one for place, one in found.items() if one is not None}


def microseconds(work: Callable[[], object]) -> float:
    """CPU of one run, the best of a few averages."""
    work()
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.process_time()
        for _ in range(ROUNDS):
            work()
        best = min(best, (time.process_time() - begun) / ROUNDS)
    return best * 1_000_000


def coming(sku: str) -> list[Supply]:
    """Two purchase orders, to two places."""
    return [
        Supply(
            sku=sku,
            location=place,
            quantity=quantity(100),
            kind=SegmentKind.PURCHASE_ORDER,
            expected_at=NOW + timedelta(days=days),
            reference=f"PO-{days}",
            source="erp",
        )
        for days, place in ((3, "EAST"), (9, "NORTH"))
    ]


def sold(
    items: Mapping[str, Mapping[str, Counted]], rules: SellingRules, wanted: Wanted
) -> Callable[[], object]:
    """Answer for all items under these rules."""
    selling = Selling(rules, PLACES)
    supplies: dict[str, list[Supply]] = {sku: coming(sku) if rules.supply else [] for sku in items}

    def work() -> object:
        route = selling.route(Ask("web"))
        return [
            promised(sku, route, Known(stock, {}, NOW), supplies[sku], wanted) for sku, stock in items.items()
        ]

    return work


def main() -> None:
    """Measure and print."""
    positions = {
        f"AX-{number}": [position(f"AX-{number}", place) for place in PLACES] for number in range(ITEMS)
    }
    items = {sku: counted_at(each) for sku, each in positions.items()}
    plain = microseconds(lambda: [availability(sku, each) for sku, each in positions.items()])
    measured = {
        "the plain sum": plain,
        "counting the positions": microseconds(lambda: [counted_at(each) for each in positions.values()]),
        "no rules": microseconds(sold(items, PLAIN, Wanted())),
        "rules of a shop": microseconds(sold(items, SHOP, Wanted())),
        "pools, a reserve, a share": microseconds(sold(items, POOLED, Wanted())),
        "supply and a backorder": microseconds(sold(items, LATER, Wanted())),
        "pools, explained": microseconds(sold(items, POOLED, Wanted(explain=True))),
    }
    table = Table(title=f"{ITEMS} items at {len(PLACES)} places")
    for heading in ("", "microseconds", "of the plain sum"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, cost in measured.items():
        table.add_row(name, f"{cost:.0f}", f"{cost / plain:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
