from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.availability.answers import Availability, SegmentKind, earliest
from domain.availability.ceilings import ceilings, summed
from domain.availability.plans import Ask
from domain.availability.pooled import Known
from domain.availability.promising import Wanted, promised
from domain.availability.rules import Reserve, SellingRules
from domain.availability.selling import Selling, asker
from domain.availability.supply import Supply
from domain.quantities import quantity, total
from tests.domain.availability.selling_worlds import (
    CHANNELS,
    HELD,
    NOW,
    PLACES,
    POOLS,
    ROWS,
    SELLINGS,
    SKU,
    SUPPLIES,
    Row,
    stock_of,
)

ASKS = st.builds(
    Ask,
    channel=st.sampled_from(("", *CHANNELS, "unheard")),
    customer=st.sampled_from(("", "C-1", "C-2")),
    destination=st.sampled_from(("", "US", "US-CA", "FR")),
)
Sums = tuple[dict[str, int], dict[tuple[str, str], int]]
MORE = st.integers(1, 20)


def answer(  # noqa: PLR0913 - a whole question
    selling: Selling,
    ask: Ask,
    rows: dict[str, Row],
    held: Sums = ({}, {}),
    supplies: Sequence[Supply] = (),
    *,
    wanted: Wanted | None = None,
) -> Availability:
    holds = summed(selling, SKU, *held)
    known = Known(stock_of(rows), holds, NOW)
    return promised(SKU, selling.route(ask), known, supplies, wanted or Wanted())


def all_of(found: Availability) -> Decimal:
    return sum((segment.quantity.amount for segment in found.segments), Decimal(0))


@given(SELLINGS, ASKS, ROWS, HELD, SUPPLIES)
def test_it_is_never_below_zero_nor_above_what_lies_there(
    selling: Selling, ask: Ask, rows: dict[str, Row], held: Sums, supplies: list[Supply]
) -> None:
    found = answer(selling, ask, rows, held, supplies)
    assert 0 <= found.available.amount <= sum(max(0, row[0] - row[1]) for row in rows.values())
    assert all(segment.quantity.amount > 0 for segment in found.segments)
    assert found.available == total((part.available for part in found.locations), "EA")
    assert [segment.at for segment in found.segments] == sorted(segment.at for segment in found.segments)


@given(SELLINGS, ASKS, ROWS, HELD, SUPPLIES, st.sampled_from(PLACES), MORE)
def test_more_stock_never_makes_less_available(  # noqa: PLR0913, PLR0917 - a whole question
    selling: Selling,
    ask: Ask,
    rows: dict[str, Row],
    held: Sums,
    supplies: list[Supply],
    place: str,
    more: int,
) -> None:
    sellable, claimed, minutes = rows.get(place, (0, 0, 0))
    before = rows | {place: (sellable, claimed, minutes)}
    after = rows | {place: (sellable + more, claimed, minutes)}
    one, other = (answer(selling, ask, each, held, supplies) for each in (before, after))
    assert one.available.amount <= other.available.amount
    assert all_of(one) <= all_of(other)


@given(SELLINGS, ASKS, ROWS, HELD, SUPPLIES, st.sampled_from(PLACES), MORE)
def test_more_supply_never_makes_less_available_by_any_time(  # noqa: PLR0913, PLR0917 - a whole question
    selling: Selling,
    ask: Ask,
    rows: dict[str, Row],
    held: Sums,
    supplies: list[Supply],
    place: str,
    more: int,
) -> None:
    further = Supply(
        sku=SKU,
        location=place,
        quantity=quantity(more),
        kind=SegmentKind.ASN,
        expected_at=NOW + timedelta(days=1),
    )
    one, other = (answer(selling, ask, rows, held, each) for each in (supplies, [*supplies, further]))
    assert one.available == other.available
    for days in range(0, 20, 3):
        by_then = NOW + timedelta(days=days)
        assert _by(one, by_then) <= _by(other, by_then)


@given(SELLINGS, ASKS, ROWS, HELD, st.sampled_from(PLACES), st.sampled_from(CHANNELS), MORE)
def test_more_holds_never_make_more_available(  # noqa: PLR0913, PLR0917 - a whole question
    selling: Selling, ask: Ask, rows: dict[str, Row], held: Sums, place: str, channel: str, more: int
) -> None:
    at, sellers = held
    pool = selling.pool_of[place]
    after = (
        at | {place: at.get(place, 0) + more},
        sellers | {(channel, pool): sellers.get((channel, pool), 0) + more},
    )
    assert (
        answer(selling, ask, rows, held).available.amount
        >= answer(selling, ask, rows, after).available.amount
    )


@given(SELLINGS, ASKS, ROWS, HELD, SUPPLIES, st.none() | st.frozensets(st.sampled_from(PLACES)))
def test_the_addends_sum_to_the_answer(  # noqa: PLR0913, PLR0917 - a whole question
    selling: Selling,
    ask: Ask,
    rows: dict[str, Row],
    held: Sums,
    supplies: list[Supply],
    places: frozenset[str] | None,
) -> None:
    found = answer(selling, ask, rows, held, supplies, wanted=Wanted(places, explain=True))
    assert total((addend.quantity for addend in found.explain), "EA") == found.available
    for part in found.locations:
        own = [addend.quantity for addend in found.explain if addend.location == part.location]
        assert total(own, "EA") == part.available
    assert {part.location for part in found.locations} <= (places if places is not None else set(PLACES))


@given(SELLINGS, ROWS, HELD, st.sampled_from(CHANNELS))
def test_ceilings_let_be_held_just_what_is_available(
    selling: Selling, rows: dict[str, Row], held: Sums, channel: str
) -> None:
    known = Known(stock_of(rows), summed(selling, SKU, *held), NOW)
    found = ceilings(SKU, selling, known, [channel])
    at, sellers = held
    route = selling.route(asker(channel))
    by_pool: dict[str, int] = {}
    for part in promised(SKU, route, known).locations:
        pool = selling.pool_of[part.location]
        by_pool[pool] = by_pool.get(pool, 0) + int(part.available.amount)
        assert part.available.amount <= max(0, found.locations[part.location] - at.get(part.location, 0))
    for pool, amount in by_pool.items():
        assert found.sellers[channel, pool] - sellers.get((channel, pool), 0) == amount


@given(SELLINGS, ROWS)
def test_ceilings_of_locations_are_never_more_than_is_free_there(
    selling: Selling, rows: dict[str, Row]
) -> None:
    found = ceilings(SKU, selling, Known(stock_of(rows), {}, NOW), CHANNELS)
    for place, (sellable, claimed, _) in rows.items():
        assert 0 <= found.locations[place] <= max(0, sellable - claimed)
    assert min(found.sellers.values(), default=0) >= 0


@given(ROWS, st.integers(0, 30), st.permutations(["shops", "market", ""]), st.sampled_from(["coasts", ""]))
def test_what_is_reserved_is_left_whatever_the_others_take(
    rows: dict[str, Row], units: int, order: list[str], pool: str
) -> None:
    reserve = Reserve(name="one", pool=pool, units=Decimal(units), channels=frozenset({"web"}))
    selling = Selling(SellingRules(pools=POOLS if pool else (), reserves=(reserve,)), PLACES)
    at: dict[str, int] = {}
    sellers: dict[tuple[str, str], int] = {}
    for channel in order:
        for part in answer(selling, Ask(channel), rows, (at, sellers)).locations:
            key, amount = (channel, selling.pool_of[part.location]), int(part.available.amount)
            at[part.location] = at.get(part.location, 0) + amount
            sellers[key] = sellers.get(key, 0) + amount
    inside = [row for place, row in rows.items() if selling.pool_of[place] == pool]
    free = sum(max(0, sellable - claimed) for sellable, claimed, _ in inside)
    assert answer(selling, Ask("web"), rows, (at, sellers)).available.amount == min(units, free)


def _by(found: Availability, moment: datetime) -> Decimal:
    return sum((s.quantity.amount for s in found.segments if s.at <= moment), Decimal(0))


@given(SELLINGS, ASKS, ROWS, SUPPLIES, MORE)
def test_the_earliest_date_is_the_first_by_which_there_is_enough(
    selling: Selling, ask: Ask, rows: dict[str, Row], supplies: list[Supply], wanted: int
) -> None:
    found = answer(selling, ask, rows, supplies=supplies)
    date = earliest(found.segments, quantity(wanted))
    if date is None:
        assert all_of(found) < wanted
        return
    assert _by(found, date) >= wanted
    assert _by(found, date - timedelta(microseconds=1)) < wanted
