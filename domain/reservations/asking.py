"""From a request to lines in base units: what cannot be meant is refused, naming the line.

Unit of measure, kits and wholes are the item's own. A kit holds its components, and theirs where they are
kits.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from domain.catalog import Product
from domain.errors import BadInput, ImpossibleValue
from domain.quantities import LARGEST, Quantity, converted, is_divisible
from domain.reservations.records import Need, Request, Wanted
from domain.reservations.taking import SMALLEST, Line

DEEPEST = 4
"""Kits of kits of kits, no further."""

LONGEST_NAME = 100
LONGEST_KEY = 200


def check(request: Request, *, most_lines: int, most_seconds: int) -> None:
    """What can be said without knowing the items. Raises BadInput, naming the field."""
    if not request.lines:
        raise BadInput("should have a line at least", field="lines")
    if len(request.lines) > most_lines:
        raise BadInput(f"should have {most_lines} lines at most, not {len(request.lines)}", field="lines")
    for number, line in enumerate(request.lines):
        _check_line(line, f"lines[{number}]")
    if not 0 < request.seconds <= most_seconds:
        raise BadInput(f"should be more than nothing and at most {most_seconds} seconds", field="ttl")
    _check_name(request.channel, "channel", LONGEST_NAME)
    _check_name(request.key, "idempotencyKey", LONGEST_KEY)


def wanted_skus(products: Mapping[str, Product], skus: Sequence[str]) -> list[str]:
    """The components of these items that are kits, each once."""
    kits = (products[sku] for sku in skus if sku in products)
    return list(dict.fromkeys(part.sku for kit in kits for part in kit.components))


def lines_of(
    request: Request, products: Mapping[str, Product], *, kits_from_many: bool = False
) -> list[Line]:
    """The request's lines. products: every item that it names, and components. Raises BadInput."""
    made = [_line(number, wanted, products) for number, wanted in enumerate(request.lines)]
    return made if kits_from_many else [replace(line, together=len(line.each) > 1) for line in made]


def _check_line(line: Wanted, field: str) -> None:
    _check_name(line.sku, f"{field}.sku", LONGEST_NAME)
    amount = line.quantity.amount
    if amount <= 0:
        raise BadInput("should be more than nothing", field=f"{field}.quantity")
    if amount > LARGEST or round(amount, 6) != amount:
        raise ImpossibleValue("is too large, or finer than a millionth", field=f"{field}.quantity")


def _check_name(text: str, field: str, longest: int) -> None:
    if not text.strip() or len(text) > longest or "\0" in text:
        raise BadInput(f"should be a name of 1 to {longest} characters", field=field)


def _line(number: int, wanted: Wanted, products: Mapping[str, Product]) -> Line:
    product, field = products.get(wanted.sku), f"lines[{number}]"
    if product is None:
        raise BadInput("is no item that we know", field=f"{field}.sku")
    unit = wanted.quantity.unit or product.base_unit
    whole = not is_divisible(unit)
    if whole and wanted.quantity.amount % 1:
        raise BadInput(f"there are no fractions of {unit}", field=f"{field}.quantity")
    base, table = product.base_unit, product.in_base()
    one = converted(Quantity(Decimal(1), unit), base, table, field=f"{field}.unit")
    needs = _needs(product, one.amount, products, f"{field}.sku")
    for need in needs:
        _check_base(need, wanted.quantity.amount, f"{field}.quantity")
    asked = Quantity(wanted.quantity.amount, unit)
    return Line(sku=wanted.sku, asked=asked, each=tuple(needs), whole=whole)


def _check_base(need: Need, amount: Decimal, field: str) -> None:
    total = need.amount * amount
    if total > LARGEST:
        raise ImpossibleValue("is too large", field=field)
    if total % (SMALLEST if is_divisible(need.unit) else Decimal(1)):
        raise BadInput(f"comes to a fraction of {need.unit} of {need.sku}", field=field)


def _needs(
    product: Product, amount: Decimal, products: Mapping[str, Product], field: str, depth: int = 0
) -> list[Need]:
    if not product.components:
        return [Need(product.sku, amount, product.base_unit)]
    if depth >= DEEPEST:
        raise BadInput(f"{product.sku} is a kit of kits, too deep", field=field)
    found: list[Need] = []
    for part in product.components:
        component = products.get(part.sku) or Product(sku=part.sku, source=product.source)
        found += _needs(component, part.amount * amount, products, field, depth + 1)
    return found
