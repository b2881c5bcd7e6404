"""References: names that an order has outside of the system that owns it, and by which systems find it."""

import msgspec

from domain.identifiers import IdentifierKind


class Reference(msgspec.Struct, frozen=True, order=True, gc=False):
    """One such name, as a system would have it."""

    kind: IdentifierKind
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class ReferredOrders(msgspec.Struct, frozen=True, kw_only=True):
    """The orders that a reference means, by number, each once.

    Several are honest: a customer's purchase order may come as two orders, a load may carry many.
    """

    reference: Reference
    orders: tuple[str, ...]


REFERENCE_KINDS = (
    IdentifierKind.CHANNEL_ORDER,
    IdentifierKind.CUSTOMER_PO,
    IdentifierKind.INVOICE,
    IdentifierKind.WAREHOUSE_ORDER,
    IdentifierKind.LOAD,
    IdentifierKind.TRACKING,
)
"""The kinds by which a system may be asked for orders. Each adapter says which of them its system takes."""
