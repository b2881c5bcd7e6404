"""What is reserved for some is left for them, however many others take the last units at the same moment."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.availability.ceilings import ceilings
from domain.availability.filling import drawn
from domain.availability.plans import at_bucket, seller_bucket
from domain.availability.pooled import Known
from domain.availability.rules import Pool, Reserve, Safety, SellingRules
from domain.availability.selling import Selling, asker
from domain.ports.reservations import Held, Hold
from domain.quantities import quantity
from domain.reservations.records import Mode, Need, Reservation
from domain.reservations.shelves import holds, is_seller, placed, seller_of, shelf, sums
from domain.reservations.splitting import split
from domain.reservations.states import ReservationState
from domain.reservations.taking import Line
from tests.domain.availability.selling_worlds import NOW, PLACES, SKU, Row, stock_of
from tests.doubles.reservations import InMemoryReservations

SELLERS = ("web", "shops", "market", "web/C-1")
OWNERS = {
    "web": ({"web"}, set[str](), {"web", "web/C-1"}),
    "shops": ({"shops"}, set[str](), {"shops"}),
    "two": ({"web", "shops"}, set[str](), {"web", "web/C-1", "shops"}),
    "one": (set[str](), {"C-1"}, {"web/C-1"}),
    "market": ({"market"}, set[str](), {"market"}),
    "others": ({"shops", "market"}, set[str](), {"shops", "market"}),
    "one-on-web": ({"web"}, {"C-1"}, {"web/C-1"}),
}
"""Who owns what, some of them crossing others: by channels, customers, and so which sellers."""

POOL = "all"
RESERVES = st.dictionaries(
    st.sampled_from(sorted(OWNERS)),
    st.tuples(st.integers(1, 15), st.integers(0, 2)),
    max_size=len(OWNERS),
)
ROWS = st.dictionaries(
    st.sampled_from(PLACES), st.tuples(st.integers(0, 20), st.just(0), st.just(0)), min_size=1
)
ROUNDS = st.lists(
    st.lists(st.tuples(st.sampled_from(SELLERS), st.integers(1, 25)), min_size=1, max_size=6),
    min_size=1,
    max_size=3,
)


@dataclass
class Shop:
    """Sellers who all look before any of them takes."""

    selling: Selling
    rows: dict[str, Row]
    store: InMemoryReservations = field(default_factory=InMemoryReservations)
    number: int = 0

    async def known(self) -> Known:
        held = sums(await self.store.rooms([SKU])).get(SKU, {})
        return Known(stock_of(self.rows), holds(self.selling, SKU, held), NOW)

    async def compute(self) -> None:
        """Write the ceilings, as the keeper does."""
        rooms = await self.store.rooms([SKU])
        made = ceilings(SKU, self.selling, await self.known(), self.named(SELLERS), sums(rooms).get(SKU, {}))
        limits = {at_bucket(place): much for place, much in made.locations.items()}
        limits |= {seller_bucket(*named): much for named, much in made.sellers.items()}
        limits |= made.groups
        version = max((room.version for room in rooms.values()), default=0)
        assert await self.store.put_ceilings(SKU, limits, version=version)

    async def takes(self, seller: str, much: int, known: Known) -> bool:
        """As much as it saw, up to that; whether it got it."""
        route = self.selling.route(asker(seller))
        line = Line(sku=SKU, asked=quantity(much), each=(Need(SKU, Decimal(1)),))
        part = split([line], {SKU: shelf(SKU, route, known)}, Mode.BEST_EFFORT)
        if part.short is not None:
            return False
        self.number += 1
        made = Reservation(
            id=f"r{self.number}",
            partner="p",
            channel=seller,
            state=ReservationState.HELD,
            expires_at=NOW + timedelta(minutes=1),
            created_at=NOW,
            lines=part.lines,
            allotments=placed(part.allotments, route.seller, self.selling),
        )
        done = await self.store.hold(Hold(reservation=made, key=made.id, digest=made.id), now=NOW)
        return isinstance(done, Held)

    def named(self, sellers: Iterable[str]) -> set[str]:
        """As the rules tell them apart."""
        return {self.selling.route(asker(seller)).seller for seller in sellers}

    async def held_by(self, sellers: set[str]) -> int:
        rooms, wanted = await self.store.rooms([SKU]), {(seller, POOL) for seller in self.named(sellers)}
        return sum(
            room.held for b, room in rooms.items() if is_seller(b.name) and seller_of(b.name) in wanted
        )

    async def holders(self, reserves: Sequence[str]) -> dict[int, int]:
        """What is held by whoever owns which of these, as bits."""
        found: dict[int, int] = {}
        named = {self.selling.route(asker(seller)).seller: seller for seller in SELLERS}
        for seller in named.values():
            owned = sum(1 << n for n, name in enumerate(reserves) if seller in OWNERS[name][2])
            found[owned] = found.get(owned, 0) + await self.held_by({seller})
        return found


def shop_of(reserves: dict[str, tuple[int, int]], rows: dict[str, Row], safety: int) -> Shop:
    rules = SellingRules(
        pools=(Pool(name=POOL, locations=PLACES),),
        safety=(Safety(units=Decimal(safety)),),
        reserves=tuple(
            Reserve(
                name=name,
                pool=POOL,
                units=Decimal(units),
                channels=frozenset(OWNERS[name][0]),
                customers=frozenset(OWNERS[name][1]),
                priority=priority,
            )
            for name, (units, priority) in reserves.items()
        ),
    )
    return Shop(Selling(rules, PLACES), rows)


@given(RESERVES, ROWS, st.integers(0, 3), ROUNDS)
def test_nobody_eats_what_is_reserved_for_others(
    reserves: dict[str, tuple[int, int]],
    rows: dict[str, Row],
    safety: int,
    rounds: Sequence[Sequence[tuple[str, int]]],
) -> None:
    # Where what has to stay leaves too little for all reserves, who comes first has it.
    room = sum(max(0, sellable - safety) for sellable, _, _ in rows.values())
    stays = safety if sum(units for units, _ in reserves.values()) <= room else 0

    async def play() -> None:
        shop = shop_of(reserves, rows, stays)
        for takes in rounds:
            await shop.compute()
            seen = await shop.known()
            for seller, much in takes:
                await shop.takes(seller, much, seen)
            await check(shop, reserves, stays)

    asyncio.run(play())


async def check(shop: Shop, reserves: dict[str, tuple[int, int]], safety: int) -> None:
    """Of each reserve, what could be filled and is not held by its owners may still be taken by them.

    And of all together: what is drawn on none of them is no more than the rest.
    """
    left = sum(sellable for sellable, _, _ in shop.rows.values())
    room = sum(max(0, sellable - safety) for sellable, _, _ in shop.rows.values())
    known, rooms = await shop.known(), []
    for name, (units, _) in sorted(reserves.items(), key=lambda each: each[1][1]):
        filled = min(units, left)
        left -= filled
        rooms.append(filled)
        owners = OWNERS[name][2]
        pools = shelf(SKU, shop.selling.route(asker(min(owners))), known).pools
        free = sum(min(pool.left, sum(pool.places.values())) for pool in pools)
        assert free >= min(filled, room) - await shop.held_by(owners)
    holders = await shop.holders(sorted(reserves, key=lambda each: reserves[each][1]))
    assert sum(holders.values()) - drawn(holders, rooms) <= left


@given(RESERVES, ROWS, ROUNDS)
def test_who_takes_what_was_just_seen_gets_it(
    reserves: dict[str, tuple[int, int]], rows: dict[str, Row], rounds: Sequence[Sequence[tuple[str, int]]]
) -> None:
    async def play() -> None:
        shop = shop_of(reserves, rows, 0)
        for seller, much in (each for takes in rounds for each in takes):
            await shop.compute()
            seen = await shop.known()
            route = shop.selling.route(asker(seller))
            is_any = any(pool.left for pool in shelf(SKU, route, seen).pools)
            assert await shop.takes(seller, much, seen) == is_any

    asyncio.run(play())
