"""Seeds products, parties, carriers and the opening stock."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tests.real.tryton.seed_client import Record, new, one, press, save, unsaved
from tests.real.tryton.seed_company import Company, account

FIRST_CODE = 1001
LAST_CODE = 1040
CUSTOMERS = (
    ("C-ACME", "Acme Fabrication", "orders@acme.example"),
    ("C-BOLT", "Bolt & Sons", "buying@bolt.example"),
    ("C-CRANE", "Crane Marine", "stores@crane.example"),
    ("C-DELTA", "Delta Farms", "office@delta.example"),
    ("C-EMBER", "Ember Heating", "parts@ember.example"),
)
SUPPLIERS = (
    ("S-FORGE", "Forge Metals", "sales@forge.example"),
    ("S-POLY", "Poly Parts", "hello@poly.example"),
)
CARRIERS = (("CR-SWIFT", "Swift Parcel"), ("CR-HAUL", "Haul Freight"))
# Only the east holds these; of the others both warehouses have plenty, a number that follows from the code.
SCARCE = {"AX-1005": 3, "AX-1006": 0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalog:
    """What the order scripts need of the catalog, by code."""

    products: dict[str, Record]
    customers: dict[str, Record]
    suppliers: dict[str, Record]
    carriers: dict[str, Record]


def seed_catalog(company: Company) -> Catalog:
    """Create 40 products (AX-1001 to AX-1040), customers, suppliers and carriers; nothing is in stock yet."""
    category = new(
        "product.category",
        name="Goods",
        accounting=True,
        account_revenue=account("revenue"),
        account_expense=account("expense"),
    )
    units = _units()
    codes = [f"AX-{number}" for number in range(FIRST_CODE, LAST_CODE + 1)]
    templates = [_template(code, category, *_units_of(code, units)) for code in codes]
    save(templates)
    return Catalog(
        products={code: template.products[0] for code, template in zip(codes, templates, strict=True)},
        customers={code: _party(company, code, name, mail) for code, name, mail in CUSTOMERS},
        suppliers={code: _party(company, code, name, mail) for code, name, mail in SUPPLIERS},
        carriers=_carriers(category),
    )


def opening_quantity(code: str, warehouse: str) -> int:
    """Tell how much of a product a warehouse holds before the first order."""
    if code in SCARCE:
        return SCARCE[code] if warehouse == "WH-E" else 0
    number = int(code.removeprefix("AX-")) - FIRST_CODE + 1
    return 100 + number if warehouse == "WH-E" else 40 + number


def seed_opening_stock(company: Company, catalog: Catalog) -> None:
    """Count every product into both warehouses."""
    counts = []
    for code, warehouse in company.warehouses.items():
        count = unsaved("stock.inventory", location=warehouse.storage_location)
        for product_code, product in catalog.products.items():
            count.lines.new(product=product, quantity=float(opening_quantity(product_code, code)))
        count.save()
        counts.append(count)
    press(counts, "confirm")


def _units() -> dict[str, Record]:
    unit = one("product.uom", ("symbol", "=", "u"))
    dozen = new(
        "product.uom",
        name="Box of 12",
        symbol="bx12",
        category=unit.category,
        factor=12.0,
        digits=0,
        rounding=1.0,
    )
    return {
        "unit": unit,
        "dozen": dozen,
        "kilogram": one("product.uom", ("symbol", "=", "kg")),
        "meter": one("product.uom", ("symbol", "=", "m")),
    }


def _units_of(code: str, units: dict[str, Record]) -> tuple[Record, Record]:
    """Stock unit and sales unit: every tenth product goes by weight, length or the dozen."""
    stock_and_sale = {
        "AX-1010": ("kilogram", "kilogram"),
        "AX-1020": ("meter", "meter"),
        "AX-1030": ("unit", "dozen"),
    }
    stock, sale = stock_and_sale.get(code, ("unit", "unit"))
    return units[stock], units[sale]


def _template(code: str, category: Record, stock_unit: Record, sale_unit: Record) -> Record:
    number = int(code.removeprefix("AX-"))
    template = unsaved(
        "product.template",
        name=f"Part {number}",
        type="goods",
        default_uom=stock_unit,
        salable=True,
        purchasable=True,
        list_price=Decimal(number - 990),
        account_category=category,
    )
    template.sale_uom = sale_unit
    # Without a lead time Tryton plans every move for today, whatever date the sale asks for.
    template.lead_time = dt.timedelta(0)
    (product,) = template.products
    product.suffix_code = code
    product.cost_price = Decimal(5)
    if number % 2:
        product.identifiers.new(type="ean", code=_gtin13(number))
    return template


def _gtin13(number: int) -> str:
    body = f"40064{number:07d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _party(company: Company, code: str, name: str, mail: str) -> Record:
    party = unsaved("party.party", name=name, code=code)
    party.customer_payment_term = party.supplier_payment_term = company.payment_term
    party.contact_mechanisms.new(type="email", value=mail)
    (address,) = party.addresses or [party.addresses.new()]
    address.street, address.postal_code, address.city = "1 Mill Lane", "10001", "New York"
    party.save()
    return party


def _carriers(category: Record) -> dict[str, Record]:
    template = unsaved(
        "product.template",
        name="Freight",
        type="service",
        default_uom=one("product.uom", ("symbol", "=", "u")),
        salable=True,
        list_price=Decimal(15),
        account_category=category,
    )
    template.save()
    (service,) = template.products
    return {
        code: new("carrier", party=new("party.party", name=name, code=code), carrier_product=service)
        for code, name in CARRIERS
    }
