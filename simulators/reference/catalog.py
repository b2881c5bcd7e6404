"""The products: number k of them is a pure function of k, under every system's code for it."""

from functools import cache
from typing import NamedTuple

from simulators.reference import check_digits

COUNT = 600
SUPPLIERS = 24
CASE, PALLET = 12, 480

# The ERP's count of these stays at LAG_FIGURE whatever the warehouse finds.
LAGGING = (17, 23, 77)
LAGGING_SITE = "EAST"
LAG_FIGURE = 500

_KIT_EVERY, _KIT_AT = 50, 7
_FIRST_SKU = 1000
_WEST_OFFSET = 40_000_000
_EAST_STEP, _EAST_OFFSET, _EAST_RANGE = 7919, 4711, 100_000
_GTIN_PREFIX = "10614141"

_THINGS = (
    *("ball valve", "gate valve", "pipe clamp", "hose coupling", "pressure gauge", "check valve"),
    *("elbow fitting", "sealing ring", "filter cartridge", "flange", "union nut", "drain cock"),
)
_SIZES = ("1/4 in", "3/8 in", "1/2 in", "3/4 in", "1 in", "1 1/4 in", "1 1/2 in", "2 in", "2 1/2 in", "3 in")
_MATERIALS = ("brass", "stainless steel", "PVC", "bronze", "cast iron")

_SUPPLIER_NAMES = (
    *("Tarn Valves Ltd", "Osier Fittings", "Kestrel Metals"),
    *("Bluff Gauge Works", "Heron Rubber", "Alder Castings"),
)


class Product(NamedTuple):
    """A product; `multiple` is the smallest quantity in which it moves, in eaches."""

    number: int
    sku: str
    name: str
    gtin: str
    east_code: str
    west_code: str
    units: tuple[tuple[str, int], ...]
    components: tuple[tuple[int, int], ...]
    supplier: str
    supplier_item: str
    cents: int
    grams: int
    by_case: bool
    multiple: int


def is_kit(number: int) -> bool:
    """Say whether a product is made up of others; it has no stock of its own."""
    return number % _KIT_EVERY == _KIT_AT


@cache
def product(number: int) -> Product:
    """Give product `number`, 0 to COUNT - 1."""
    by_case = number % 6 == 0
    digits = f"{_GTIN_PREFIX}{number + _FIRST_SKU:05d}"
    units = (("CASE", CASE), ("PALLET", PALLET)) if by_case else (("CASE", CASE),) if number % 3 == 0 else ()
    return Product(
        number=number,
        sku=f"AX-{number + _FIRST_SKU}",
        name=_name(number),
        gtin=digits + check_digits.gs1(digits),
        east_code=f"E-{(number * _EAST_STEP + _EAST_OFFSET) % _EAST_RANGE:05d}",
        west_code=f"{_WEST_OFFSET + number + _FIRST_SKU:018d}",
        units=units,
        components=((number - 4, 2), (number + 3, 1)) if is_kit(number) else (),
        supplier=supplier_number(number % SUPPLIERS),
        supplier_item=f"{number % SUPPLIERS + 1}-{44_000 + number}",
        cents=450 + number * 137 % 9000,
        grams=80 + number * 53 % 2400,
        by_case=by_case,
        multiple=6 if by_case else 1,
    )


def _name(number: int) -> str:
    thing = _THINGS[number % len(_THINGS)]
    size = _SIZES[number // len(_THINGS) % len(_SIZES)]
    kind = "kit" if is_kit(number) else _MATERIALS[number // 120 % len(_MATERIALS)]
    return f"{thing.capitalize()} {size} {kind}"


def supplier_number(supplier: int) -> str:
    """Write a supplier's number."""
    return f"V-{supplier + 1:03d}"


def supplier_name(supplier: int) -> str:
    """Give a supplier's name."""
    return _SUPPLIER_NAMES[supplier % len(_SUPPLIER_NAMES)]


@cache
def by_sku() -> dict[str, int]:
    """Give every product by our code."""
    return {product(number).sku: number for number in range(COUNT)}


@cache
def by_gtin() -> dict[str, int]:
    """Give every product by GTIN-14."""
    return {product(number).gtin: number for number in range(COUNT)}


@cache
def by_east_code() -> dict[str, int]:
    """Give every product that is stocked by the east WMS's code."""
    return {product(number).east_code: number for number in range(COUNT) if not is_kit(number)}


@cache
def by_west_code() -> dict[str, int]:
    """Give every product that is stocked by the west WMS's code."""
    return {product(number).west_code: number for number in range(COUNT) if not is_kit(number)}
