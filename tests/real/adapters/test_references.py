"""Orders found by the customer's own number and by an invoice's, in a real Tryton."""

from collections.abc import Mapping

import httpx

from adapters.erp_tryton.references import KINDS
from adapters.manifest import Connection
from domain.identifiers import IdentifierKind as Kind
from domain.references import Reference, ReferredOrders
from tests.contracts.references import ReferencesContract, references
from tests.doubles.clock import SettableClock
from tests.real.adapters.connected import OverTryton, connected, first_spoiled

SALES = ("done", "partial", "waiting")


class TestReferences(ReferencesContract, OverTryton[Reference, ReferredOrders]):
    kinds = KINDS

    @property
    def means(self) -> Mapping[Reference, tuple[str, ...]]:
        seeded = self.tryton.manifest.sales
        bought = [sale for group in SALES for sale in seeded[group] if sale.number]
        billed = [sale for sale in seeded["done_invoiced"] if sale.number]
        numbers = {
            (Kind.CUSTOMER_PO, sale.reference): (sale.number,)
            for sale in bought
            if sale.reference and sale.number
        }
        bills = {
            (Kind.INVOICE, invoice.number): (sale.number,)
            for sale in billed
            for invoice in sale.invoices
            if invoice.number and sale.number
        }
        (ordered,) = seeded["from_shop"]
        shop = {(Kind.CHANNEL_ORDER, "#5042"): (ordered.number or "",)}
        return references(numbers | bills | shop)

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(self.tryton, clock, network, {"shops": {"Parts online": "WEB"}})

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"number": None})
