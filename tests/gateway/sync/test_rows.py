from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.events.owners import Owners
from domain.folds.overdue import DueRule, DueSubject
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, InvoiceReference, Order, OrderStatus, Progress
from domain.search.terms import Term, TermKind
from domain.shipments import Leg, Package
from gateway.sync.rows import OrderParts, order_row, what_is_due
from tests.doubles.clock import START
from tests.doubles.small_records import BOX, ORDERS
from tests.gateway.sync.small_sync import email

ORDER = replace(
    ORDERS["SO-1"],
    invoices=(InvoiceReference(number="INV-7"),),
    identifiers=(
        Identifier(IdentifierKind.CHANNEL_ORDER, "erp", "#1042"),
        Identifier(IdentifierKind.CUSTOMER_PO, "erp", "PO 4500017"),
        Identifier(IdentifierKind.CUSTOMER, "erp", "C-1"),
    ),
)
SHIPMENT = replace(
    BOX,
    legs=(Leg(sequence=1, carrier="RAIL", tracking_number="R-9"),),
    identifiers=(
        Identifier(IdentifierKind.LOAD, "tms", "LD-5"),
        Identifier(IdentifierKind.WAREHOUSE_ORDER, "wms_east", "W-OF-SO-2"),
        Identifier(IdentifierKind.ORDER, "wms_east", "SO-2"),
    ),
)
FULFILMENT = Fulfilment(
    order="SO-1",
    shipments=(SHIPMENT,),
    identifiers=(Identifier(IdentifierKind.WAREHOUSE_ORDER, "wms_east", "W2-88812"),),
)


def texts(order: Order = ORDER, fulfilment: Fulfilment | None = FULFILMENT) -> set[tuple[str, str]]:
    row = order_row(OrderParts(order, fulfilment=fulfilment), ())
    return {(term.kind.value, term.value) for term in row.terms}


def test_an_order_is_found_by_every_name_it_has() -> None:
    assert texts() == {
        ("order", "so-1"),
        ("channel_order", "1042"),
        ("customer_po", "4500017"),
        ("warehouse_order", "w2-88812"),
        ("invoice", "inv-7"),
        ("shipment", "she-1"),
        ("load", "ld-5"),
        ("tracking", "1z1"),
        ("tracking", "r-9"),
        ("return", "rma-1"),
        ("sku", "ax-1"),
        ("sku", "ax-2"),
        ("location", "1000"),
        ("location", "2000"),
        ("location", "dc01"),
    }


def test_it_is_not_found_by_the_names_of_another_order_in_its_box() -> None:
    values = {value for _, value in texts()}
    assert not {"so-2", "w-of-so-2"} & values


def test_it_is_not_found_by_the_parcel_of_another_order_in_its_box() -> None:
    packages = tuple(Package(id=name, tracking_number=f"1Z-{name}") for name in ("mine", "theirs"))
    box = replace(
        SHIPMENT,
        packages=packages,
        tracking_numbers=("1Z-mine", "1Z-theirs"),
        contents=tuple(
            replace(each, package="mine" if each.order == "SO-1" else "theirs") for each in SHIPMENT.contents
        ),
    )
    named = texts(fulfilment=replace(FULFILMENT, shipments=(box,)))
    assert {value for kind, value in named if kind == "tracking"} == {"1z-mine", "r-9"}
    untold = replace(box, contents=())
    named = texts(fulfilment=replace(FULFILMENT, shipments=(untold,)))
    assert {value for kind, value in named if kind == "tracking"} == {"1z-mine", "1z-theirs", "r-9"}


def test_an_address_is_kept_as_its_hash_alone() -> None:
    row = order_row(OrderParts(ORDER, email=email("ann@example.net")), ())
    hashed = {term.value for term in row.terms if term.kind is TermKind.EMAIL}
    assert hashed == {email("ANN@example.net").value}
    assert "ann@" not in repr(row)


def test_a_name_that_nobody_could_ask_for_costs_that_name_alone() -> None:
    row = order_row(OrderParts(replace(ORDER, return_numbers=("x" * 201, "RMA-2"))), ())
    returns = {term for term in row.terms if term.kind is TermKind.RETURN}
    assert returns == {Term(TermKind.RETURN, "rma-2")}


def test_a_row_knows_its_owners() -> None:
    assert order_row(OrderParts(ORDER, fulfilment=FULFILMENT), ()).owners == Owners(
        customers=frozenset({"C-1"}),
        channels=frozenset({"WEB"}),
        locations=frozenset({"1000", "2000", "DC01"}),
        suppliers=frozenset(),
        carriers=frozenset({"PONE", "RAIL"}),
    )


def test_statuses_and_the_last_change_are_those_of_all_systems() -> None:
    late = Milestone(
        code=MilestoneCode.HELD,
        occurred_at=START - timedelta(days=9),
        recorded_at=START,
        source="wms_east",
        reference="H",
    )
    alone = order_row(OrderParts(ORDER), ())
    row = order_row(OrderParts(ORDER, Progress(order="SO-1", milestones=(late,))), ())
    assert (alone.status, row.status) == (OrderStatus.RELEASED, OrderStatus.ON_HOLD)
    assert alone.changed_at == START - timedelta(days=3) + timedelta(hours=1)
    assert row.changed_at == START


def test_a_row_says_from_when_on_its_order_is_overdue() -> None:
    rule = DueRule(
        subject=DueSubject.ORDER,
        milestone=MilestoneCode.SHIPPED,
        within=timedelta(days=1),
        owed_by="wms_east",
        after=MilestoneCode.RELEASED,
    )
    released = START - timedelta(days=3) + timedelta(hours=1)
    assert overdue_at(rule) == released + timedelta(days=1)
    ahead = replace(rule, within=timedelta(days=900))
    assert overdue_at(ahead) == released + timedelta(days=900)
    assert overdue_at() is None


def overdue_at(*rules: DueRule) -> datetime | None:
    parts = OrderParts(ORDER)
    return order_row(parts, what_is_due(parts, rules)).overdue_at
