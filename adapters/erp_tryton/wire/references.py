"""Sales by the names that others gave them."""

import msgspec

from adapters.erp_tryton.wire.sales import Shop


class Bill(msgspec.Struct):
    """An invoice; a draft has no number."""

    state: str
    number: str | None = None


class SaleNames(msgspec.Struct):
    """Every such name of a sale. reference: the customer's own number; web_id: its number in a web shop."""

    invoices: list[Bill] = msgspec.field(name="invoices.")
    reference: str | None = None
    web_id: str | None = None
    web_shop: Shop | None = msgspec.field(name="web_shop.", default=None)


class NamedSale(SaleNames, kw_only=True):
    """Which sale it is."""

    number: str


SALE_NAMES = msgspec.json.Decoder(SaleNames)
NAMED_SALE = msgspec.json.Decoder(NamedSale)
