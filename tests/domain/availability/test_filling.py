"""Reserves against an oracle that tries every way to draw on them: which of them cross is of no matter."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from domain.availability.ceilings import summed
from domain.availability.filling import drawn, further
from domain.availability.groups import MOST_GROUPS, groups
from domain.availability.plans import Ask
from domain.availability.pooled import Known, allowance, spots
from domain.availability.rules import Pool, Reserve, SellingRules
from domain.availability.selling import Selling
from tests.domain.availability.selling_worlds import CHANNELS, NOW, PLACES, SKU, Row, stock_of

POOL = "all"
SELLERS = ("", "web", "shops", "market", "web/C-1", "shops/C-2", "market/C-1")


def tried(holders: Mapping[int, int], rooms: Sequence[int]) -> int:
    """The most that can be drawn, found by giving each unit to each reserve that it may have, or to none."""
    units = tuple(holder for holder, much in sorted(holders.items()) for _ in range(much))

    @cache
    def most(at: int, left: tuple[int, ...]) -> int:
        if at == len(units):
            return 0
        best = most(at + 1, left)
        for number, room in enumerate(left):
            if room and units[at] >> number & 1:
                rest = (*left[:number], room - 1, *left[number + 1 :])
                best = max(best, 1 + most(at + 1, rest))
        return best

    return most(0, tuple(rooms))


def cut(holders: Mapping[int, int], rooms: Sequence[int]) -> int:
    """The same as the smallest cut, over every selection of reserves."""
    bits = range(len(rooms))
    return min(
        sum(rooms[number] for number in bits if number not in some)
        + sum(much for holder, much in holders.items() if any(holder >> number & 1 for number in some))
        for size in range(len(rooms) + 1)
        for some in combinations(bits, size)
    )


FEW = st.lists(st.integers(0, 3), max_size=3).flatmap(
    lambda rooms: st.tuples(
        st.dictionaries(st.integers(0, (1 << len(rooms)) - 1), st.integers(0, 3), max_size=4),
        st.just(rooms),
        st.integers(0, (1 << len(rooms)) - 1),
    )
)
MANY = st.lists(st.integers(0, 20), min_size=1, max_size=8).flatmap(
    lambda rooms: st.tuples(
        st.dictionaries(st.integers(0, (1 << len(rooms)) - 1), st.integers(0, 40), max_size=9), st.just(rooms)
    )
)
World = tuple[dict[int, int], list[int], int]


@given(FEW)
def test_as_much_is_drawn_as_any_way_of_drawing_gives(world: World) -> None:
    holders, rooms, _ = world
    assert drawn(holders, rooms) == tried(holders, rooms)


@given(MANY)
def test_of_many_reserves_as_much_is_drawn_as_the_smallest_cut_lets_through(
    world: tuple[dict[int, int], list[int]],
) -> None:
    assert drawn(*world) == cut(*world)


@given(FEW)
def test_who_owns_some_can_draw_so_much_further_and_no_more(world: World) -> None:
    holders, rooms, owned = world
    more = further(owned, holders, rooms)
    before = tried(holders, rooms)
    for much in (more, more + 1):
        after = tried({**holders, owned: holders.get(owned, 0) + much}, rooms)
        assert after == before + more


NAMES = st.frozensets(st.sampled_from(CHANNELS), max_size=2)
CUSTOMERS = st.frozensets(st.sampled_from(("C-1", "C-2")), max_size=1)
RESERVES = st.lists(
    st.tuples(NAMES, CUSTOMERS, st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=4
).map(
    lambda told: tuple(
        Reserve(
            name=str(number),
            pool=POOL,
            units=Decimal(units),
            channels=names,
            customers=customers,
            priority=priority,
        )
        for number, (names, customers, units, priority) in enumerate(told)
    )
)
HELD = st.dictionaries(st.sampled_from(SELLERS), st.integers(0, 4), max_size=4)
ROWS: st.SearchStrategy[dict[str, Row]] = st.dictionaries(
    st.sampled_from(PLACES), st.tuples(st.integers(0, 8), st.just(0), st.just(0)), max_size=2
)


class Shop:
    """One pool with these reserves, whichever of them cross. Holds are by seller."""

    def __init__(self, reserves: tuple[Reserve, ...], rows: dict[str, Row]) -> None:
        rules = SellingRules(pools=(Pool(name=POOL, locations=PLACES),), reserves=reserves)
        self.selling = Selling(rules, PLACES)
        self.reserves = sorted(reserves, key=lambda one: one.priority)
        self.rows = rows
        self.whole = sum(row[0] for row in rows.values())
        self.rooms: list[int] = []
        left = self.whole
        for reserve in self.reserves:
            self.rooms.append(min(int(reserve.units), left))
            left -= self.rooms[-1]

    def owned(self, seller: str) -> int:
        channel, _, customer = seller.partition("/")
        own = [
            (not r.channels or channel in r.channels) and (not r.customers or customer in r.customers)
            for r in self.reserves
        ]
        return sum(1 << number for number, is_own in enumerate(own) if is_own)

    def holders(self, held: Mapping[str, int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for seller, much in held.items():
            owned = self.owned(seller)
            found[owned] = found.get(owned, 0) + much
        return found

    def is_left(self, held: Mapping[str, int]) -> bool:
        """Whether every reserve can still be filled."""
        shared = sum(held.values()) - tried(self.holders(held), self.rooms)
        return shared <= self.whole - sum(self.rooms)

    def allowance(self, seller: str, held: Mapping[str, int]) -> int:
        channel, _, customer = seller.partition("/")
        (terms,) = self.selling.route(Ask(channel, customer)).terms(SKU, "EA").pools
        holds = summed(self.selling, SKU, {}, {(who, POOL): much for who, much in held.items()})
        return allowance(terms, spots(terms, Known(stock_of(self.rows), holds, NOW), {}), holds)


@given(RESERVES, ROWS, HELD, st.sampled_from(SELLERS))
def test_a_seller_may_take_just_what_leaves_every_reserve(
    reserves: tuple[Reserve, ...], rows: dict[str, Row], held: dict[str, int], seller: str
) -> None:
    shop = Shop(reserves, rows)
    most = shop.allowance(seller, held)

    def with_more(much: int) -> dict[str, int]:
        return {**held, seller: held.get(seller, 0) + much}

    if shop.is_left(held):
        assert shop.is_left(with_more(most))
        assert not shop.is_left(with_more(most + 1))
        return
    # Others hold more than they may, for stock has gone since: who owns a reserve still has what is his.
    before = tried(shop.holders(held), shop.rooms)
    assert tried(shop.holders(with_more(most)), shop.rooms) == before + most
    assert tried(shop.holders(with_more(most + 1)), shop.rooms) == before + most


@given(RESERVES, ROWS, HELD)
def test_reserves_are_left_just_as_long_as_no_group_holds_more_than_the_rest(
    reserves: tuple[Reserve, ...], rows: dict[str, Row], held: dict[str, int]
) -> None:
    shop = Shop(reserves, rows)
    room_of = {one.name: room for one, room in zip(shop.reserves, shop.rooms, strict=True)}
    some = groups(shop.selling, POOL, SKU)
    assert len({group.bucket for group in some}) == len(some) <= MOST_GROUPS
    fits = all(
        sum(much for seller, much in held.items() if group.has(seller))
        <= shop.whole - sum(room_of[name] for name in group.kept)
        for group in some
    )
    assert (fits and sum(held.values()) <= shop.whole) == shop.is_left(held)


def test_of_reserves_that_lie_in_one_another_there_is_one_group_for_each() -> None:
    names = [f"ch{number}" for number in range(9)]
    nested = tuple(
        Reserve(name=name, pool=POOL, units=Decimal(1), channels=frozenset(names[: number + 1]))
        for number, name in enumerate(names)
    )
    selling = Selling(SellingRules(pools=(Pool(name=POOL, locations=PLACES),), reserves=nested), PLACES)
    assert len(groups(selling, POOL, SKU)) == len(names)


def test_of_too_many_that_have_nothing_in_common_there_are_some() -> None:
    for kinds, expected in ((6, 63), (7, 15), (12, 25)):
        apart = tuple(
            Reserve(name=str(number), pool=POOL, units=Decimal(1), customers=frozenset({f"C-{number}"}))
            for number in range(kinds)
        )
        selling = Selling(SellingRules(pools=(Pool(name=POOL, locations=PLACES),), reserves=apart), PLACES)
        assert len(groups(selling, POOL, SKU)) == expected
