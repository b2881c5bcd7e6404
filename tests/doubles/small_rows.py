"""What the order index knows of the small distributor's orders, and of one that no system has any more."""

from datetime import timedelta

from domain.events.owners import Owners
from domain.orders import BillingStatus, OrderStatus
from domain.search.orders import OrderRow
from domain.search.purchases import PurchaseRow
from domain.search.terms import Term, TermKind, term
from tests.doubles.clock import START
from tests.doubles.searching import email
from tests.doubles.small_world import SmallWorld


def row(
    number: str, customer: str, *terms: Term, days: float = 1, places: str = "EAST", **more: object
) -> OrderRow:
    """A row of the channel WEB, placed so many days before now, shipped from there with PONE."""
    return OrderRow(
        number=number,
        source="erp",
        customer=customer,
        channel="WEB",
        placed_at=START - timedelta(days=days),
        changed_at=START - timedelta(hours=days),
        terms=frozenset((term(TermKind.ORDER, number), *terms)),
        owners=Owners(
            customers=frozenset({customer}),
            channels=frozenset({"WEB"}),
            locations=frozenset(places.split()),
            suppliers=frozenset(),
            carriers=frozenset({"PONE"}),
        ),
        **more,  # type: ignore[arg-type] # the caller names fields of OrderRow
    )


SO_1 = row(
    "SO-1",
    "C-1",
    term(TermKind.CHANNEL_ORDER, "#1042"),
    term(TermKind.CUSTOMER_PO, "4500017"),
    term(TermKind.WAREHOUSE_ORDER, "W2-88812"),
    term(TermKind.INVOICE, "INV-7"),
    term(TermKind.SHIPMENT, "SHE-1"),
    term(TermKind.TRACKING, "1Z1"),
    term(TermKind.RETURN, "RMA-1"),
    term(TermKind.SKU, "AX-1"),
    term(TermKind.SKU, "AX-2"),
    term(TermKind.LOCATION, "EAST"),
    email("ann@example.com"),
    days=3,
    places="EAST WEST",
    status=OrderStatus.PARTIALLY_SHIPPED,
    overdue_at=START - timedelta(hours=1),
)
SO_2 = row(
    "SO-2",
    "C-2",
    term(TermKind.SHIPMENT, "SHE-1"),
    term(TermKind.TRACKING, "1Z1"),
    term(TermKind.SKU, "AX-1"),
    days=2,
    status=OrderStatus.SHIPPED,
    billing_status=BillingStatus.INVOICED,
)
GONE = row("SO-3", "C-1", days=1)
PU_1 = PurchaseRow(number="PU-1", supplier="V-1", location="EAST")


def indexed(world: SmallWorld | None = None) -> SmallWorld:
    """The small world with all of its orders and purchase orders in our indexes."""
    known = world or SmallWorld()
    known.searching.index.held = {one.number: one for one in (SO_1, SO_2)}
    known.searching.purchases.held = {PU_1.number: PU_1}
    return known
