"""What was assembled is given again, as long as nothing that it was made of is another."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.ports.demand import Demand
from domain.ports.reading import Found, Missing, Outcomes
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockPosition, StockState
from gateway.assembly.naming import renaming
from gateway.assembly.naming.keys import StockKeys
from gateway.assembly.naming.renamed import Renamed
from gateway.assembly.standing import Standing
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk

Kind = IdentifierKind
Outcome = Found[StockPosition] | Missing
ONE, TWO = StockKey("AX-1", "EAST"), StockKey("AX-2", "EAST")
THEIRS = {ONE: StockKey("E-1", "DC"), TWO: StockKey("E-2", "DC")}
WRONG = Finding(code="STOCK_NEGATIVE", group="x", subjects=("sku:x",), systems=("wms",), detail="wrong")


def position(key: StockKey, amount: int = 5, unit: str = "EA") -> Found[StockPosition]:
    figure = Figure(state=StockState.SELLABLE, quantity=quantity(amount, unit), source="wms")
    return Found(StockPosition(sku=key.sku, location=key.location, figures=(figure,), unit=unit))


class Memory:
    """A reader that holds what a test gives it."""

    def __init__(self) -> None:
        self.held: dict[StockKey, Outcome] = {theirs: position(theirs) for theirs in THEIRS.values()}

    async def read(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition]:
        raise AssertionError(f"{keys} are to be looked for in memory alone, {demand}")

    def peek(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition] | None:
        del demand
        return {key: self.held[key] for key in keys} if all(key in self.held for key in keys) else None


class Assembling:
    """Gives what the source says, and notes for which keys it was asked."""

    def __init__(self, source: Renamed[StockKey, StockPosition]) -> None:
        self.asked: list[list[StockKey]] = []
        self._source = source

    async def read(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition]:
        return await self._source.read(keys, demand)

    def peek(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition] | None:
        self.asked.append(list(keys))
        return self._source.peek(keys, demand)


class House:
    """A standing reader over one source, whose names were learned."""

    def __init__(self) -> None:
        self.clock, self.memory = SettableClock(), Memory()
        self.crosswalk = InMemoryCrosswalk(self.clock)
        source = Renamed("wms", self.memory, self.crosswalk, StockKeys(), renaming.position)
        self.below = Assembling(source)
        self.reader = Standing(
            self.below,
            [source],
            lambda: self.crosswalk.edition((Kind.ITEM, Kind.LOCATION)),
            lambda held: held.unit == "EA",
        )

    async def learned(self, names: Mapping[StockKey, StockKey] = THEIRS) -> "House":
        told = [(Kind.ITEM, theirs.sku, ours.sku) for ours, theirs in names.items()]
        told += [(Kind.LOCATION, theirs.location, ours.location) for ours, theirs in names.items()]
        links = [Link(Identifier(kind, "wms", value), ours, LinkOrigin.LEARNED) for kind, value, ours in told]
        await self.crosswalk.learn(links, self.clock.now())
        return self

    def peek(self, *keys: StockKey) -> Outcomes[StockKey, StockPosition] | None:
        return self.reader.peek(keys, self.clock.within())


async def test_the_same_is_assembled_once() -> None:
    house = await House().learned()
    first = house.peek(ONE, TWO)
    assert first == {ONE: position(ONE), TWO: position(TWO)}
    again = house.peek(TWO, ONE)
    assert again == first
    assert list(again) == [TWO, ONE]
    assert house.below.asked == [[ONE, TWO]]


async def test_what_has_changed_is_assembled_anew_and_the_rest_stands() -> None:
    house = await House().learned()
    house.peek(ONE, TWO)
    house.memory.held[THEIRS[TWO]] = position(THEIRS[TWO], 6)
    assert house.peek(ONE, TWO) == {ONE: position(ONE), TWO: position(TWO, 6)}
    assert house.peek(ONE, TWO) == {ONE: position(ONE), TWO: position(TWO, 6)}
    assert house.below.asked == [[ONE, TWO], [TWO]]


async def test_what_memory_has_no_more_is_not_answered() -> None:
    house = await House().learned()
    house.peek(ONE, TWO)
    del house.memory.held[THEIRS[TWO]]
    assert house.peek(ONE, TWO) is None
    assert house.peek(ONE) == {ONE: position(ONE)}


async def test_with_another_name_it_is_assembled_anew() -> None:
    house = await House().learned()
    house.peek(ONE)
    other = StockKey("E-9", "DC")
    house.memory.held[other] = position(other, 9)
    house.crosswalk.held.clear()
    await house.learned({ONE: other})
    assert house.peek(ONE) == {ONE: position(ONE, 9)}
    assert house.below.asked == [[ONE], [ONE]]


async def test_what_no_name_is_known_of_stands_as_missing() -> None:
    house = await House().learned({ONE: THEIRS[ONE]})
    told = house.peek(ONE, TWO)
    assert told is not None
    assert isinstance(told[TWO], Missing)
    assert house.peek(ONE, TWO) == told
    assert house.below.asked == [[ONE, TWO]]


async def test_findings_are_raised_each_time() -> None:
    house = await House().learned()
    house.memory.held[THEIRS[ONE]] = replace(position(THEIRS[ONE]), findings=(WRONG,))
    for _ in range(2):
        told = house.peek(ONE)
        assert told is not None
        assert isinstance(found := told[ONE], Found)
        assert found.findings == (WRONG,)
    assert house.below.asked == [[ONE], [ONE]]


async def test_what_rests_on_another_port_does_not_stand() -> None:
    house = await House().learned()
    house.memory.held[THEIRS[ONE]] = position(THEIRS[ONE], unit="CS")
    house.peek(ONE, TWO)
    house.peek(ONE, TWO)
    assert house.below.asked == [[ONE, TWO], [ONE]]


async def test_two_of_our_names_for_one_thing_are_both_answered() -> None:
    house = await House().learned()
    for _ in range(3):
        told = house.peek(ONE, ONE)
        assert told == {ONE: position(ONE)}
