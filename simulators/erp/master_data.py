"""Writes products, customers and sites as the ERP keeps them."""

from simulators.reference import catalog
from simulators.reference.customers import Customer
from simulators.reference.places import PLACES, SITES


def product(number: int) -> dict[str, object]:
    """Write one product."""
    found = catalog.product(number)
    return {
        "sku": found.sku,
        "name": found.name,
        "gtin": found.gtin,
        "uom": "EA",
        "units": [{"uom": unit, "quantity": quantity} for unit, quantity in found.units],
        "components": [
            {"sku": catalog.product(each).sku, "quantity": quantity} for each, quantity in found.components
        ],
        "supplier": found.supplier,
        "supplier_item": found.supplier_item,
        "active": True,
        "weight_grams": found.grams,
    }


def customer(found: Customer) -> dict[str, object]:
    """Write one customer."""
    place = PLACES[found.city]
    return {
        "number": found.number,
        "name": found.name,
        "email": found.email,
        "kind": "COMPANY" if found.company else "PERSON",
        "gln": found.gln,
        "region": f"{place.country}-{place.region}",
        "time_zone": place.zone,
    }


def sites() -> list[dict[str, object]]:
    """Write all sites."""
    return [
        {
            "code": site.erp,
            "name": PLACES[code].name,
            "gln": site.gln,
            "region": f"{PLACES[code].country}-{PLACES[code].region}",
            "country": PLACES[code].country,
            "time_zone": PLACES[code].zone,
        }
        for code, site in SITES.items()
    ]
