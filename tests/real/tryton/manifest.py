"""What the seed has made, as it prints it."""

import datetime as dt

import msgspec


class SeededShipment(msgspec.Struct, frozen=True):
    id: int
    number: str
    state: str
    tracking: tuple[str, ...]


class SeededInvoice(msgspec.Struct, frozen=True):
    number: str | None
    state: str


class SeededLine(msgspec.Struct, frozen=True, array_like=True):
    product: str | None
    quantity: float
    unit: str


class SeededSale(msgspec.Struct, frozen=True):
    id: int
    number: str | None
    reference: str | None
    state: str
    shipment_state: str
    invoice_state: str
    customer: str
    warehouse: str
    lines: tuple[SeededLine, ...]
    shipments: tuple[SeededShipment, ...]
    returns: tuple[SeededShipment, ...]
    invoices: tuple[SeededInvoice, ...]


class SeededPurchase(msgspec.Struct, frozen=True):
    id: int
    number: str
    reference: str
    state: str
    shipment_state: str
    supplier: str
    warehouse: str
    lines: tuple[SeededLine, ...]


class SeededProduct(msgspec.Struct, frozen=True):
    unit: str
    opening: dict[str, int]


class SeededCompany(msgspec.Struct, frozen=True):
    id: int
    name: str
    zone: str


class Manifest(msgspec.Struct, frozen=True):
    """Sales and purchases by the group that names how they ended; products by code with their opening stock.

    Warehouses give their number in Tryton, customers their e-mail address, carriers their name.
    """

    company: SeededCompany
    application_key: str
    seeded_on: dt.date
    sales: dict[str, tuple[SeededSale, ...]]
    purchases: dict[str, tuple[SeededPurchase, ...]]
    products: dict[str, SeededProduct]
    warehouses: dict[str, int]
    customers: dict[str, str]
    suppliers: tuple[str, ...]
    carriers: dict[str, str]
    tracking_references: tuple[str, ...]


def read_manifest(printed: str) -> Manifest:
    """Decode what the seed printed; msgspec.ValidationError names the field that is not as expected."""
    return msgspec.json.decode(printed, type=Manifest)
