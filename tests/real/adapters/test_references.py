"""Orders found by the customer's own number and by an invoice's, in a real Tryton."""

from collections.abc import Mapping

from adapters.erp_tryton.references import KINDS
from domain.identifiers import IdentifierKind as Kind
from domain.references import Reference, ReferredOrders
from tests.contracts.references import ReferencesContract, references
from tests.real.adapters.connected import OverTryton, first_spoiled

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
        return references(numbers | bills)

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"number": None})
