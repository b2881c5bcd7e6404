"""The warehouse finds the orders that it was given by its own numbers for them."""

from adapters.wms_east.references import KINDS
from domain.identifiers import IdentifierKind as Kind
from domain.references import Reference, ReferredOrders
from tests.adapters.wms_east.system import OverEast
from tests.contracts.over_http import json_spoiled
from tests.contracts.references import ReferencesContract, references

# One that has left, one of two in a shipment, the second part of one.
SENT, SHARED, ANOTHER = (
    (Kind.WAREHOUSE_ORDER, number) for number in ("WO7000002991", "WO7000001821", "WO7000001892")
)


class TestReferences(ReferencesContract, OverEast[Reference, ReferredOrders]):
    kinds = KINDS
    means = references({SENT: ("SO-0000299",), SHARED: ("SO-0000182",), ANOTHER: ("SO-0000189",)})

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "items", hostReference=None)
