"""The declared cross-reference: what each system calls the distributor's items, places and customers."""

import csv
import io
from collections.abc import Iterator

from simulators.reference import catalog, customers
from simulators.reference.places import SITES

HEADER = ("kind", "instance", "value", "ours")
Row = tuple[str, str, str, str]


def rows() -> Iterator[Row]:
    """Give every link: kind, the instance that uses the value, the value, and our word for it."""
    for item in range(catalog.COUNT):
        product = catalog.product(item)
        yield "gtin", "erp", product.gtin, product.sku
        if not catalog.is_kit(item):
            yield "item", "wms_east", product.east_code, product.sku
            yield "item", "wms_west", product.west_code, product.sku
    for site in SITES.values():
        yield "location", "erp", site.erp, site.code
        yield "location", "wms_east" if site.code == "EAST" else "wms_west", site.wms, site.code
        yield "location", "tms", site.tms, site.code
    for number in customers.COMPANIES:
        ours = customers.customer(number).number
        yield "customer", "wms_east", f"A{number:05d}", ours
        yield "customer", "wms_west", f"{number:010d}", ours
        yield "customer", "tms", f"CN-{number:05d}", ours


def as_csv() -> str:
    """Write the table with its header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows())
    return text.getvalue()
