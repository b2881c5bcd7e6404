"""Sales by the names that others gave them."""

import msgspec


class Bill(msgspec.Struct):
    """An invoice; a draft has no number."""

    state: str
    number: str | None = None


class SaleNames(msgspec.Struct):
    """Every such name of a sale. reference: the customer's own number."""

    invoices: list[Bill] = msgspec.field(name="invoices.")
    reference: str | None = None


class NamedSale(SaleNames, kw_only=True):
    """Which sale it is."""

    number: str


SALE_NAMES = msgspec.json.Decoder(SaleNames)
NAMED_SALE = msgspec.json.Decoder(NamedSale)
