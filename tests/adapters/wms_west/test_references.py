"""The warehouse finds the orders that it was given by its own numbers for them."""

from adapters.wms_west.references import KINDS
from domain.identifiers import IdentifierKind as Kind
from domain.references import Reference, ReferredOrders
from tests.adapters.wms_west.system import OverWest
from tests.contracts.references import ReferencesContract, references

# One that has left, one of two in a shipment, the second part of one.
SENT, SHARED, ANOTHER = ((Kind.WAREHOUSE_ORDER, number) for number in ("W2-2691", "W2-2221", "W2-2332"))


class TestReferences(ReferencesContract, OverWest[Reference, ReferredOrders]):
    kinds = KINDS
    means = references({SENT: ("0000269",), SHARED: ("0000222",), ANOTHER: ("0000233",)})

    def spoiled(self, body: bytes) -> bytes:
        return body.replace(b" hostRef=", b" ref=", 1)
