"""What every crosswalk owes: the same ties both ways, and nothing for what it does not know."""

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager

from domain.identifiers import Identifier, IdentifierKind
from domain.ports.state import Crosswalk

ITEM = IdentifierKind.ITEM
PLACE = IdentifierKind.LOCATION

TIES = {
    Identifier(ITEM, "erp", "AX-1"): "AX-1",
    Identifier(ITEM, "wms_west", "000077"): "AX-1",
    Identifier(ITEM, "wms_west", "000078"): "AX-2",
    Identifier(PLACE, "wms_west", "AX-1"): "WEST",
    Identifier(PLACE, "wms_east", "000077"): "EAST",
}
"""What the crosswalk under test knows: equal values of several kinds and instances among it."""

STRANGERS = (
    Identifier(ITEM, "wms_west", "77"),
    Identifier(ITEM, "wms_east", "000077"),
    Identifier(PLACE, "erp", "AX-1"),
    Identifier(IdentifierKind.GTIN, "erp", "AX-1"),
)


class CrosswalkContract(ABC):
    """Subclasses open a crosswalk that knows `TIES` and nothing else."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Crosswalk]:
        """Open the crosswalk."""

    async def test_foreign_names_give_ours_in_one_batch(self) -> None:
        async with self.opened() as crosswalk:
            assert await crosswalk.ours(list(TIES)) == TIES

    async def test_a_stranger_is_left_out(self) -> None:
        async with self.opened() as crosswalk:
            assert await crosswalk.ours(STRANGERS) == {}
            assert set(await crosswalk.ours([*STRANGERS, *TIES])) == set(TIES)

    async def test_our_names_give_theirs(self) -> None:
        async with self.opened() as crosswalk:
            names = ["AX-1", "AX-2", "WEST", "NOBODY"]
            assert await crosswalk.theirs(ITEM, names, "wms_west") == {"AX-1": "000077", "AX-2": "000078"}
            assert await crosswalk.theirs(ITEM, names, "erp") == {"AX-1": "AX-1"}
            assert await crosswalk.theirs(PLACE, names, "wms_west") == {"WEST": "AX-1"}
            assert await crosswalk.theirs(ITEM, names, "nowhere") == {}

    async def test_what_goes_there_comes_back(self) -> None:
        async with self.opened() as crosswalk:
            for foreign, ours in TIES.items():
                there = await crosswalk.theirs(foreign.kind, [ours], foreign.instance)
                assert there == {ours: foreign.value}

    async def test_a_look_into_memory_gives_the_same_or_nothing(self) -> None:
        async with self.opened() as crosswalk:
            asked = [*STRANGERS, *TIES]
            assert crosswalk.peek_ours(asked) in (None, TIES)
            there = await crosswalk.theirs(ITEM, ["AX-1", "NOBODY"], "wms_west")
            assert crosswalk.peek_theirs(ITEM, ["AX-1", "NOBODY"], "wms_west") in (None, there)

    async def test_as_long_as_nothing_is_told_it_is_one_edition(self) -> None:
        async with self.opened() as crosswalk:
            await crosswalk.ours(list(TIES))
            first = crosswalk.edition(list(IdentifierKind))
            assert first is not None
            assert crosswalk.edition(list(IdentifierKind)) == first

    async def test_a_thing_has_all_its_links(self) -> None:
        async with self.opened() as crosswalk:
            links = await crosswalk.links(ITEM, "AX-1")
            assert {link.identifier for link in links} == {
                Identifier(ITEM, "erp", "AX-1"),
                Identifier(ITEM, "wms_west", "000077"),
            }
            assert {link.ours for link in links} == {"AX-1"}
            assert await crosswalk.links(ITEM, "NOBODY") == []

    async def test_nothing_asked_is_nothing_answered(self) -> None:
        async with self.opened() as crosswalk:
            assert await crosswalk.ours([]) == {}
            assert await crosswalk.theirs(ITEM, [], "erp") == {}
