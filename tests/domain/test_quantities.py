from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ImpossibleValue
from domain.quantities import DECIMALS, LARGEST, Money, Quantity, converted, money, quantity, total, zero

AMOUNTS = st.decimals(-LARGEST, LARGEST, allow_nan=False, allow_infinity=False, places=6)
UNITS = st.sampled_from(("EA", "CS", "KG"))
QUANTITIES = st.builds(Quantity, AMOUNTS, UNITS)
FACTORS = st.integers(1, 10_000).map(Decimal) | st.decimals("0.001", 1000, places=3)

READ: dict[str, tuple[object, Decimal]] = {
    "whole": (12, Decimal(12)),
    "decimal": (Decimal("2.50"), Decimal("2.5")),
    "text": ("2.5", Decimal("2.5")),
    "text with blanks": (" 7 ", Decimal(7)),
    "below zero": ("-3", Decimal(-3)),
    "in powers of ten": ("1e3", Decimal(1000)),
    "the largest": (10**12, LARGEST),
    "the finest": ("1e-15", Decimal(10) ** -15),
    "with zeros beyond": ("0.5" + "0" * 60, Decimal("0.5")),
    "no digit but zeros": ("0e-9999999", Decimal(0)),
    "nothing, in great style": ("0e9999999", Decimal(0)),
}
HUGE = 10**5000
REFUSED: dict[str, tuple[object, str]] = {
    "a float": (1.5, "1.5 is not an exact"),
    "truth": (True, "True is not an exact"),
    "nothing": (None, "None is not an exact"),
    "bytes": (b"12", "b'12' is not an exact"),
    "a word": ("many", "'many' is not a number"),
    "no text": ("", "'' is not a number"),
    "not a number": ("NaN", "NaN is not a number"),
    "a signalling one": (Decimal("sNaN"), "NaN is not a number"),
    "without end": ("Infinity", "Infinity is too large"),
    "without end, below": (Decimal("-Infinity"), "-Infinity is too large"),
    "too large": (10**12 + 1, "1000000000001 is too large"),
    "too large below zero": ("-1e13", "is too large"),
    "an exponent beyond arithmetic": ("1e999999999", "is too large"),
    "more digits than Python writes": (HUGE, "is too large"),
    "too fine": ("1e-16", "has more than 15 decimals"),
    "an exponent below arithmetic": ("1e-999999999", "has more than 15 decimals"),
    "half a character": ("\ud800", "is not a number"),
}


@pytest.mark.parametrize(("given_as", "amount"), READ.values(), ids=READ)
def test_exact_amounts_are_read(given_as: object, amount: Decimal) -> None:
    assert quantity(given_as) == Quantity(amount, "EA")
    assert money(given_as, "EUR") == Money(amount, "EUR")
    assert len(f"{quantity(given_as).amount:f}") <= len("-1000000000000.") + 28


@pytest.mark.parametrize(("given_as", "reason"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(
    "read",
    [
        lambda amount: quantity(amount, field="lines[20].qty"),
        lambda amount: money(amount, "EUR", field="lines[20].qty"),
    ],
    ids=["quantity", "money"],
)
def test_what_is_no_exact_amount_is_refused_with_its_place(
    read: Callable[[object], object], given_as: object, reason: str
) -> None:
    with pytest.raises(ImpossibleValue) as refused:
        read(given_as)
    assert refused.value.field == "lines[20].qty"
    assert refused.value.public.startswith("lines[20].qty: ")
    assert reason in refused.value.public
    assert len(refused.value.public) < 120
    assert refused.value.public.isprintable()


@given(amount=st.integers(-(10**12), 10**12) | AMOUNTS)
def test_a_quantity_is_read_from_its_own_text(amount: int | Decimal) -> None:
    assert quantity(str(amount)) == quantity(amount)
    assert quantity(amount).amount == amount


@pytest.mark.parametrize(("unit", "read"), [("cs", "CS"), (" KG ", "KG"), ("", "EA"), ("  ", "EA")])
def test_units_are_read_in_one_spelling(unit: str, read: str) -> None:
    assert quantity(1, unit).unit == read


@given(one=QUANTITIES, other=QUANTITIES)
def test_arithmetic_stays_in_one_unit_and_is_exact(one: Quantity, other: Quantity) -> None:
    if one.unit == other.unit:
        assert one + other == Quantity(one.amount + other.amount, one.unit)
        assert (one + other) - other == one
        assert (one < other) == (one.amount < other.amount)
        return
    for combine in (lambda: one + other, lambda: one - other, lambda: one < other, lambda: max(one, other)):
        with pytest.raises(ImpossibleValue, match=r"cannot combine \w\w with \w\w"):
            combine()


def test_the_finest_of_the_largest_adds_up_exactly() -> None:
    finest = Decimal(10) ** -DECIMALS
    assert (quantity(LARGEST - 1) + quantity(finest)).amount == LARGEST - 1 + finest
    assert quantity(LARGEST - 1) + quantity(finest) != quantity(LARGEST - 1)


@given(parts=st.lists(AMOUNTS.map(Quantity)))
def test_a_total_is_the_sum_of_its_parts(parts: list[Quantity]) -> None:
    assert total(parts, "EA") == Quantity(sum((part.amount for part in parts), Decimal(0)))
    assert total(reversed(parts), "EA") == total(parts, "EA")


def test_a_total_takes_no_part_in_another_unit() -> None:
    assert total([], "KG") == zero("KG")
    with pytest.raises(ImpossibleValue, match="cannot combine EA with CS"):
        total([quantity(1), quantity(1, "CS")], "EA")


@given(value=QUANTITIES)
def test_floored_is_never_below_zero_and_keeps_the_unit(value: Quantity) -> None:
    assert value.floored() == (value if value.amount > 0 else zero(value.unit))


@given(amount=st.decimals(-(10**9), 10**9, places=3), case=FACTORS, pallet=FACTORS)
def test_conversion_to_the_base_unit_and_back_is_exact(
    amount: Decimal, case: Decimal, pallet: Decimal
) -> None:
    table = {"EA": Decimal(1), "CS": case, "PL": pallet}
    for unit, in_base in table.items():
        value = Quantity(amount, unit)
        base = converted(value, "EA", table)
        assert base == Quantity(amount * in_base, "EA")
        assert converted(base, unit, table) == value


@given(count=st.integers(0, 1000), case=st.integers(1, 100), layers=st.integers(1, 20))
def test_whole_pallets_are_whole_cases(count: int, case: int, layers: int) -> None:
    table = {"EA": Decimal(1), "CS": Decimal(case), "PL": Decimal(case * layers)}
    cases = converted(quantity(count, "PL"), "CS", table)
    assert cases == quantity(count * layers, "CS")
    assert converted(cases, "PL", table) == quantity(count, "PL")


NO_WAY: dict[str, dict[str, Decimal]] = {
    "neither is known": {},
    "only the first is known": {"CS": Decimal(12)},
    "only the second is known": {"EA": Decimal(1)},
    "a case of nothing": {"CS": Decimal(0), "EA": Decimal(1)},
    "into nothing": {"CS": Decimal(12), "EA": Decimal(0)},
    "a case of less than nothing": {"CS": Decimal(-12), "EA": Decimal(1)},
}


@pytest.mark.parametrize("table", NO_WAY.values(), ids=NO_WAY)
def test_without_a_conversion_nothing_is_guessed(table: dict[str, Decimal]) -> None:
    with pytest.raises(ImpossibleValue, match=r"^units: no conversion from CS to EA$"):
        converted(quantity(2, "CS"), "EA", table, field="units")


def test_a_quantity_in_the_wanted_unit_needs_no_table() -> None:
    assert converted(quantity(2, "CS"), "CS", {}) == quantity(2, "CS")


def test_money_of_one_currency_adds_up() -> None:
    assert money("9.90", "EUR") + money("0.10", "EUR") == money(10, "EUR")
    with pytest.raises(ImpossibleValue, match="cannot add EUR to USD"):
        money(1, "EUR") + money(1, "USD")


@pytest.mark.parametrize("currency", ["", "EU", "EURO", "eur", "E1R", "ÄÖÜ", "€€€", " EU", "EU\n", "x" * 500])
def test_what_is_no_currency_code_is_refused_with_its_place(currency: str) -> None:
    with pytest.raises(ImpossibleValue, match=r"^total: .* is not an ISO 4217 code$"):
        money(1, currency, field="total")
