"""What the ERP says of orders that it is asked for by another name: that name, and the order's number."""

import msgspec


class ByChannel(msgspec.Struct):
    """The sales channel's own number."""

    channel_ref: str


class ByPurchase(msgspec.Struct):
    """The customer's own number."""

    customer_po: str


class ByInvoice(msgspec.Struct):
    """An invoice's number."""

    number: str


class Numbered(msgspec.Struct):
    """A sales order."""

    number: str


class Billed(msgspec.Struct):
    """An invoice: whose it is."""

    order: str


BY_CHANNEL = msgspec.json.Decoder(ByChannel)
BY_PURCHASE = msgspec.json.Decoder(ByPurchase)
BY_INVOICE = msgspec.json.Decoder(ByInvoice)
NUMBERED = msgspec.json.Decoder(Numbered)
BILLED = msgspec.json.Decoder(Billed)
