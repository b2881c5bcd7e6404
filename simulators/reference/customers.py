"""The customers: companies C-00001..C-00060 and persons C-01001..C-03000, each made from its number."""

from functools import cache
from typing import NamedTuple

from simulators.reference import check_digits
from simulators.reference.places import CITIES, PLACES

COMPANIES = range(1, 61)
PERSONS = range(1001, 3001)
DEMO_COMPANY = 42

_GIVEN = ("Ines", "Marco", "Lena", "Yusuf", "Aiko", "Tomas", "Greta", "Devon", "Priya", "Oskar", "Noor")
_FAMILY = ("Farrow", "Okafor", "Lindqvist", "Marsh", "Takeda", "Brandt", "Solis", "Whitlock", "Rao", "Petrov")
_FIRMS = ("Harbor", "Summit", "Prairie", "Delta", "Granite", "Juniper", "Cobalt", "Meridian", "Lakeside")
_TRADES = ("Plumbing Supply", "Industrial", "Mechanical", "Facilities", "Process Systems", "Hardware")
_PARTS, _FIRST_PART = 601, 7000  # a prime above the number of items, so that no company uses one number twice
_STREETS = ("Mill Road", "Depot Street", "Canal Street", "Orchard Lane", "Station Avenue", "Quarry Road")


class Customer(NamedTuple):
    """A customer with the one address that goods go to; `city` is a key of PLACES."""

    number: str
    name: str
    email: str
    company: bool
    gln: str | None
    city: str
    street: str


def exists(number: int) -> bool:
    """Say whether there is a customer of that number."""
    return number in COMPANIES or number in PERSONS


def parse(text: str) -> int | None:
    """Give the customer that `C-00042` names, None where there is none."""
    prefix, _, digits = text.partition("-")
    if prefix != "C" or len(digits) != len("00042") or not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits) if exists(int(digits)) else None


@cache
def customer(number: int) -> Customer:
    """Give a customer that exists."""
    return _company(number) if number in COMPANIES else _person(number)


def _company(number: int) -> Customer:
    name = f"{_FIRMS[number % len(_FIRMS)]} {_TRADES[number // len(_FIRMS) % len(_TRADES)]}"
    if number == DEMO_COMPANY:
        name = "Acme Industrial Supply"
    domain = name.split()[0].lower() + ("" if number == DEMO_COMPANY else str(number))
    digits = f"0614141{number:05d}"
    return Customer(
        number=f"C-{number:05d}",
        name=name,
        email=f"purchasing@{domain}.example",
        company=True,
        gln=digits + check_digits.gs1(digits),
        city=CITIES[number % len(CITIES)],
        street=f"{number * 7 % 180 + 1} {_STREETS[number % len(_STREETS)]}",
    )


def _person(number: int) -> Customer:
    given = _GIVEN[number % len(_GIVEN)]
    family = _FAMILY[number // len(_GIVEN) % len(_FAMILY)]
    return Customer(
        number=f"C-{number:05d}",
        name=f"{given} {family}",
        email=f"{given}.{family}.{number}@mail.example".lower(),
        company=False,
        gln=None,
        city=CITIES[number * 13 % len(CITIES)],
        street=f"{number * 11 % 180 + 1} {_STREETS[number % len(_STREETS)]}",
    )


def part_number(found: Customer, item: int) -> str | None:
    """Give what a company calls an item; half of them have no numbers of their own.

    Each company counts in another order, so one number is often another item at the next company.
    """
    number = parse(found.number)
    if number is None or not found.company or number % 2:
        return None
    return f"P-{_FIRST_PART + (item * 7 + number * 13) % _PARTS}"


def zone(customer_number: int) -> str:
    """Give the name of the time zone that a customer lives in."""
    return PLACES[customer(customer_number).city].zone
