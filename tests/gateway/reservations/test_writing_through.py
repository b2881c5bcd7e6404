"""Systems with holds of their own: they hold all or nothing, and a person is told of what stays behind."""

from collections.abc import Sequence

from domain.errors import BackendUnavailable
from domain.reservations.records import Allotment, Reservation
from gateway.reservations.writing_through import HOLD_NOT_TAKEN_BACK, Sinks
from tests.resolvers.reservations.shop import RELEASE, Shop


class Keeper:
    """Implements `ReservationSink`; fails as a test wants."""

    def __init__(self, *, holds: bool = True, releases: bool = True) -> None:
        self.holds, self.releases = holds, releases
        self.held: dict[str, int] = {}

    async def hold(self, reservation: Reservation, allotments: Sequence[Allotment]) -> str:
        self.held[reservation.id] = sum(one.grains for one in allotments)
        if not self.holds:
            raise BackendUnavailable("it did not answer", backend="x")
        return reservation.id

    async def release(self, hold: str) -> None:
        if not self.releases:
            raise BackendUnavailable("it did not answer", backend="x")
        self.held.pop(hold, None)


def shop_with(east: Keeper, west: Keeper) -> Shop:
    return Shop(sinks=Sinks({"east": east, "west": west}, {"EAST": "east", "WEST": "west"}))


BOTH = ("AX-1", "5"), ("AX-2", "8")


async def test_each_system_holds_its_part_and_gives_it_back() -> None:
    east, west = Keeper(), Keeper()
    shop = shop_with(east, west)
    made = await shop.reserve(*BOTH)
    assert (list(east.held.values()), list(west.held.values())) == ([5], [8])
    for _ in range(2):
        await shop.ask(RELEASE, variables={"id": made["id"]})
    assert (east.held, west.held, shop.findings) == ({}, {}, [])


async def test_where_one_fails_nobody_holds() -> None:
    east, west = Keeper(), Keeper(holds=False)
    shop = shop_with(east, west)
    assert await shop.refused_to_reserve(*BOTH) == "BACKEND_UNAVAILABLE"
    assert (east.held, west.held, shop.findings) == ({}, {}, [])
    west.holds = True
    assert (await shop.reserve(*BOTH))["state"] == "HELD"


async def test_what_is_taken_back_is_free_again() -> None:
    shop = shop_with(Keeper(), Keeper(holds=False))
    assert await shop.refused_to_reserve(*BOTH) == "BACKEND_UNAVAILABLE"
    assert (await shop.store.held(["AX-1"], now=shop.clock.now()))["AX-1"]["at:EAST"] == 0


async def test_what_is_not_taken_back_is_a_case() -> None:
    east, west = Keeper(releases=False), Keeper(holds=False)
    shop = shop_with(east, west)
    assert await shop.refused_to_reserve(*BOTH) == "BACKEND_UNAVAILABLE"
    (name,) = east.held
    assert [(one.code, one.group) for one in shop.findings] == [(HOLD_NOT_TAKEN_BACK, f"east/{name}")]
    assert (await shop.store.held(["AX-1"], now=shop.clock.now()))["AX-1"]["at:EAST"] == 0
