"""The ERP's products, sites and customers: only what we use of them."""

import msgspec


class Unit(msgspec.Struct):
    """One `uom` is `quantity` of the product's base unit."""

    uom: str
    quantity: int


class Component(msgspec.Struct):
    """What a kit holds, in base units."""

    sku: str
    quantity: int


class Product(msgspec.Struct):
    """An item that is sold or kept."""

    sku: str
    uom: str
    name: str = ""
    gtin: str | None = None
    units: list[Unit] = []
    components: list[Component] = []
    supplier: str = ""
    supplier_item: str | None = None


class ProductName(msgspec.Struct):
    """The key of a product."""

    sku: str


class Site(msgspec.Struct):
    """A building that keeps stock."""

    code: str
    name: str = ""
    gln: str | None = None
    region: str = ""
    country: str = ""
    time_zone: str = ""


class SiteName(msgspec.Struct):
    """The key of a site."""

    code: str


class Customer(msgspec.Struct):
    """Who buys."""

    number: str
    name: str = ""
    email: str | None = None
    gln: str | None = None


PRODUCT = msgspec.json.Decoder(Product)
PRODUCT_NAME = msgspec.json.Decoder(ProductName)
SITE = msgspec.json.Decoder(Site)
SITE_NAME = msgspec.json.Decoder(SiteName)
CUSTOMER = msgspec.json.Decoder(Customer)
