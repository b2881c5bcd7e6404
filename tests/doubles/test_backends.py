"""The in-memory backends keep the contracts of the ports that they stand in for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from domain.catalog import Customer, Location, Product
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, Order, OrderLine
from domain.ports.reading import Read
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import quantity
from domain.references import Reference, ReferredOrders
from domain.returns import Return, ReturnLine
from domain.shipments import Content, Shipment, Track
from domain.stock import Figure, StockKey, StockPosition, StockState
from tests.contracts.catalog import CustomersContract, LocationsContract, ProductsContract
from tests.contracts.orders import FulfilmentsContract, OrdersContract, ReturnsContract
from tests.contracts.reads import MEANS, RETRY_AFTER, ReadContract, Trouble
from tests.contracts.references import ReferencesContract, references
from tests.contracts.shipments import ShipmentsContract, TrackingContract
from tests.contracts.supply import PurchaseOrdersContract, StockContract
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import START, SettableClock

K = TypeVar("K")
V = TypeVar("V")

ONE = quantity(1)
FACTS = (Milestone(code=MilestoneCode.PLACED, occurred_at=START, source="erp"),)


class InMemory(ReadContract[K, V]):
    """Opens the double over `records`."""

    instance = "erp"
    records: Mapping[K, V]

    @asynccontextmanager
    async def reading(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AsyncIterator[Read[K, V]]:
        read = InMemoryRead(self.instance, self.records, clock)
        read.silent = trouble is Trouble.SILENT
        if trouble is not None and not read.silent:
            read.error = MEANS[trouble]("is in trouble", backend=self.instance)
            read.error.retry_after = RETRY_AFTER
        yield read


class OfStrings(InMemory[str, V]):
    known = ("1", "2")
    unknown = "3"


def order(number: str) -> Order:
    lines = (OrderLine(id="10", sku="AX-1", ordered=ONE),)
    return Order(number=number, source="erp", lines=lines, milestones=FACTS)


def fulfilment(number: str) -> Fulfilment:
    parts = (Shipment(id="S", sources=("erp",), contents=(Content(order=number, sku="AX-1", quantity=ONE),)),)
    return Fulfilment(order=number, sources=("erp",), milestones=FACTS, shipments=parts)


def returned(number: str) -> Return:
    lines = (ReturnLine(line="10", sku="AX-1", quantity=ONE),)
    return Return(number=number, source="erp", order="SO-1", lines=lines, milestones=FACTS)


def purchase(number: str) -> PurchaseOrder:
    lines = (PurchaseLine(id="10", sku="AX-1", ordered=ONE),)
    state = PurchaseState.PLACED
    return PurchaseOrder(
        number=number, source="erp", supplier="V-1", state=state, raw_state="10", lines=lines
    )


def position(key: StockKey) -> StockPosition:
    figures = (Figure(state=StockState.SELLABLE, quantity=ONE, source="erp", as_of=START),)
    return StockPosition(sku=key.sku, location=key.location, figures=figures)


class TestOrders(OrdersContract, OfStrings[Order]):
    records: Mapping[str, Order] = {n: order(n) for n in "12"}


class TestFulfilments(FulfilmentsContract, OfStrings[Fulfilment]):
    records: Mapping[str, Fulfilment] = {n: fulfilment(n) for n in "12"}


class TestReturns(ReturnsContract, OfStrings[Return]):
    records: Mapping[str, Return] = {n: returned(n) for n in "12"}


class TestShipments(ShipmentsContract, OfStrings[Shipment]):
    records: Mapping[str, Shipment] = {n: Shipment(id=n, sources=("erp",), milestones=FACTS) for n in "12"}


class TestTracking(TrackingContract, OfStrings[Track]):
    records: Mapping[str, Track] = {
        n: Track(tracking_number=n, source="erp", carrier="PONE", milestones=FACTS) for n in "12"
    }


class TestStock(StockContract, InMemory[StockKey, StockPosition]):
    known = (StockKey("AX-1", "EAST"), StockKey("AX-1", "WEST"))
    unknown = StockKey("AX-2", "EAST")
    records: Mapping[StockKey, StockPosition] = {key: position(key) for key in known}


class TestPurchaseOrders(PurchaseOrdersContract, OfStrings[PurchaseOrder]):
    records: Mapping[str, PurchaseOrder] = {n: purchase(n) for n in "12"}


class TestProducts(ProductsContract, OfStrings[Product]):
    records: Mapping[str, Product] = {n: Product(sku=n, source="erp", name="Valve") for n in "12"}


class TestLocations(LocationsContract, OfStrings[Location]):
    records: Mapping[str, Location] = {
        n: Location(code=n, source="erp", name="Newark", zone="America/New_York") for n in "12"
    }


class TestCustomers(CustomersContract, OfStrings[Customer]):
    records: Mapping[str, Customer] = {n: Customer(code=n, source="erp", name="Acme") for n in "12"}


class TestReferences(ReferencesContract, InMemory[Reference, ReferredOrders]):
    kinds = frozenset({IdentifierKind.CUSTOMER_PO, IdentifierKind.INVOICE})
    means = references(
        {(IdentifierKind.CUSTOMER_PO, "PO 1"): ("1", "2"), (IdentifierKind.INVOICE, "I-1"): ("1",)}
    )
    records: Mapping[Reference, ReferredOrders] = {
        name: ReferredOrders(reference=name, orders=orders) for name, orders in means.items()
    }
