"""The index of purchase orders: whose each of them is, so that a supplier is told of its own alone."""

import msgspec

from domain.purchasing import PurchaseOrder


class PurchaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the index keeps of one purchase order: our names; "" where one is not known, and then nobody's."""

    number: str
    supplier: str = ""
    location: str = ""


def purchase_row(order: PurchaseOrder) -> PurchaseRow:
    """The row of a purchase order."""
    return PurchaseRow(number=order.number, supplier=order.supplier, location=order.location)
