"""What every crosswalk that learns owes: the same ties or the same conflict, whoever told first."""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest

from domain.folds.standing_claims import LINK_CONFLICT
from domain.identifiers import PARTY_KINDS, Identifier, IdentifierKind, Link, LinkOrigin
from domain.ports.links import LearningCrosswalk
from domain.ports.state import Crosswalk
from tests.contracts.crosswalk import TIES, CrosswalkContract
from tests.doubles.clock import START, SettableClock

Kind = IdentifierKind
DAY = timedelta(days=1)


def learned(
    kind: Kind, instance: str, value: str, ours: str, days: tuple[int | None, int | None] = (None, None)
) -> Link:
    begin, end = (None if day is None else START + day * DAY for day in days)
    return Link(Identifier(kind, instance, value), ours, LinkOrigin.LEARNED, None, begin, end)


SHOP_1 = learned(Kind.CHANNEL_ORDER, "erp", "#1042", "SO-1")
SHOP_2 = learned(Kind.CHANNEL_ORDER, "erp", "#1042", "SO-2")

MANY = [
    learned(kind, instance, value, ours, days)
    for kind, instance, value in (
        (Kind.TRACKING, "wms_east", "1Z9"),
        (Kind.TRACKING, "wms_west", "1Z9"),
        (Kind.TRACKING, "wms_east", "1Z8"),
        (Kind.SHIPMENT, "wms_east", "S-1"),
        (Kind.SHIPMENT, "wms_east", "S-2"),
        (Kind.LOAD, "tms", "L-7"),
    )
    for ours, days in (("SHP-1", (-9, -1)), ("SHP-1", (-3, None)), ("SHP-2", (1, 9)))
]
MANY += [SHOP_1, SHOP_2, learned(Kind.TRACKING, "wms_west", "1Z7", "SHP-3"), *MANY[:3]]


class LearningCrosswalkContract(CrosswalkContract):
    """Subclasses open a crosswalk that knows nothing yet, on a clock that the test moves."""

    clock: SettableClock

    @abstractmethod
    def empty(self) -> AbstractAsyncContextManager[LearningCrosswalk]:
        """Open a crosswalk to which nothing was told."""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Crosswalk]:
        async with self.empty() as crosswalk:
            told = [learned(one.kind, one.instance, one.value, ours) for one, ours in TIES.items()]
            assert await crosswalk.learn(told, START) == []
            yield crosswalk

    @pytest.fixture(autouse=True)
    def a_clock(self) -> None:
        self.clock = SettableClock()

    async def test_what_was_looked_for_in_vain_is_found_once_it_is_told(self) -> None:
        async with self.empty() as crosswalk:
            assert await crosswalk.ours([SHOP_1.identifier]) == {}
            assert await crosswalk.theirs(Kind.CHANNEL_ORDER, ["SO-1"], "erp") == {}
            await crosswalk.learn([SHOP_1], START)
            assert await crosswalk.ours([SHOP_1.identifier]) == {SHOP_1.identifier: "SO-1"}
            assert await crosswalk.theirs(Kind.CHANNEL_ORDER, ["SO-1"], "erp") == {"SO-1": "#1042"}

    async def test_what_is_learned_is_another_edition_of_its_kind_alone(self) -> None:
        async with self.empty() as crosswalk:
            await crosswalk.ours([SHOP_1.identifier])
            kinds = (Kind.CHANNEL_ORDER,), (Kind.ITEM,)
            before = [crosswalk.edition(each) for each in kinds]
            assert None not in before
            await crosswalk.learn([SHOP_1], START)
            assert [crosswalk.edition(each) == was for each, was in zip(kinds, before, strict=True)] == [
                False,
                True,
            ]

    async def test_a_link_tells_its_origin_and_since_when(self) -> None:
        async with self.empty() as crosswalk:
            await crosswalk.learn([SHOP_1], START)
            await crosswalk.learn([SHOP_1], START + DAY)
            (link,) = await crosswalk.links(Kind.CHANNEL_ORDER, "SO-1")
            assert (link.origin, link.learned_at) == (LinkOrigin.LEARNED, START)

    @pytest.mark.parametrize("one_by_one", [True, False])
    async def test_two_claims_are_the_same_conflict_in_any_order(self, *, one_by_one: bool) -> None:
        seen = set()
        for told in permutations([SHOP_1, SHOP_2]):
            async with self.empty() as crosswalk:
                batches = [[link] for link in told] if one_by_one else [list(told)]
                findings = [await crosswalk.learn(batch, START) for batch in batches]
                assert await crosswalk.ours([SHOP_1.identifier]) == {}
                assert await crosswalk.theirs(Kind.CHANNEL_ORDER, ["SO-1", "SO-2"], "erp") == {}
                seen.add(tuple(findings[-1]))
        ((finding,),) = seen
        assert finding.code == LINK_CONFLICT
        assert finding.subjects == ("order:SO-1", "order:SO-2")

    async def test_many_claims_give_the_same_in_any_order_and_in_batches_of_any_size(self) -> None:
        names = [one.identifier for one in MANY]
        seen = set()
        for seed in range(4):
            chance = Random(seed)  # noqa: S311 - shuffles, and the same on every run
            told = chance.sample(MANY, len(MANY))
            async with self.empty() as crosswalk:
                while told:
                    size = chance.randint(1, 5)
                    await crosswalk.learn(told[:size], START)
                    del told[:size]
                ours = await crosswalk.ours(names)
                theirs = {
                    kind: await crosswalk.theirs(kind, ["SHP-1", "SHP-2", "SHP-3"], "wms_east")
                    for kind in (Kind.TRACKING, Kind.SHIPMENT)
                }
                findings = await crosswalk.learn(MANY, START)
                seen.add(repr((sorted(ours.items()), theirs, findings)))
        assert len(seen) == 1
        assert "SHP-3" in seen.pop()

    async def test_a_claim_that_is_declared_ends_the_conflict(self) -> None:
        async with self.empty() as crosswalk:
            await crosswalk.learn([SHOP_1, SHOP_2], START)
            declared = Link(SHOP_2.identifier, "SO-2", LinkOrigin.DECLARED)
            assert await crosswalk.learn([declared], START) == []
            assert await crosswalk.ours([SHOP_1.identifier]) == {SHOP_1.identifier: "SO-2"}
            assert await crosswalk.learn([SHOP_1], START) == []

    async def test_one_purchase_order_may_be_two_orders(self) -> None:
        async with self.empty() as crosswalk:
            told = [learned(Kind.CUSTOMER_PO, "erp", "4500017", ours) for ours in ("SO-1", "SO-2")]
            assert await crosswalk.learn(told, START) == []
            assert await crosswalk.ours([told[0].identifier]) == {}
            assert [link.ours for link in await crosswalk.links(Kind.CUSTOMER_PO, "SO-2")] == ["SO-2"]

    async def test_a_part_number_is_found_whoever_gives_it_and_one_of_two_customers_is_no_conflict(
        self,
    ) -> None:
        async with self.empty() as crosswalk:
            parts = [
                learned(Kind.CUSTOMER_ITEM, "erp", "C-1/P-7", "AX-1"),
                learned(Kind.CUSTOMER_ITEM, "erp", "C-2/P-7", "AX-2"),
                learned(Kind.SUPPLIER_ITEM, "erp", "V-1/P-7", "AX-3"),
                learned(Kind.CUSTOMER_ITEM, "erp", "C-2/P-7/8", "AX-2"),
                learned(Kind.ITEM, "erp", "P-7", "AX-4"),
            ]
            assert await crosswalk.learn(parts, START) == []
            both = {part.identifier: part.ours for part in parts[:2]}
            assert await crosswalk.numbered([Kind.CUSTOMER_ITEM], "P-7") == both
            assert await crosswalk.numbered([Kind.SUPPLIER_ITEM], "P-7") == {parts[2].identifier: "AX-3"}
            assert await crosswalk.numbered(list(PARTY_KINDS), "P-7/8") == {parts[3].identifier: "AX-2"}
            assert await crosswalk.numbered(list(PARTY_KINDS), "a\0b") == {}
            assert await crosswalk.theirs(Kind.CUSTOMER_ITEM, ["AX-1"], "erp") == {"AX-1": "C-1/P-7"}

    async def test_one_customer_s_number_for_two_items_is_a_conflict_and_means_neither(self) -> None:
        async with self.empty() as crosswalk:
            two = [learned(Kind.CUSTOMER_ITEM, "erp", "C-1/P-7", sku) for sku in ("AX-1", "AX-2")]
            (finding,) = await crosswalk.learn(two, START)
            assert (finding.code, finding.subjects) == (LINK_CONFLICT, ("item:AX-1", "item:AX-2"))
            assert await crosswalk.numbered([Kind.CUSTOMER_ITEM], "P-7") == {}

    async def test_one_tracking_number_of_two_warehouses_is_a_conflict_at_one_time_only(self) -> None:
        east = learned(Kind.TRACKING, "wms_east", "1Z9", "SHP-1", (-200, -100))
        west = learned(Kind.TRACKING, "wms_west", "1Z9", "SHP-2", (-1, 90))
        async with self.empty() as crosswalk:
            assert await crosswalk.learn([east, west], START) == []
            assert await crosswalk.ours([east.identifier]) == {east.identifier: "SHP-2"}
            longer = learned(Kind.TRACKING, "wms_east", "1Z9", "SHP-1", (-200, 1))
            (finding,) = await crosswalk.learn([longer], START)
            assert finding.systems == ("wms_east", "wms_west")
            assert await crosswalk.ours([east.identifier]) == {}
            self.clock.advance(2 * DAY)
            assert await crosswalk.ours([east.identifier]) == {east.identifier: "SHP-2"}

    async def test_validity_only_widens(self) -> None:
        async with self.empty() as crosswalk:
            for days in ((-2, 5), (-9, -1), (0, 1)):
                await crosswalk.learn([learned(Kind.TRACKING, "wms", "1Z9", "SHP-1", days)], START)
            (link,) = await crosswalk.links(Kind.TRACKING, "SHP-1")
            assert (link.valid_from, link.valid_until) == (START - 9 * DAY, START + 5 * DAY)
            await crosswalk.learn([learned(Kind.TRACKING, "wms", "1Z9", "SHP-1")], START)
            (link,) = await crosswalk.links(Kind.TRACKING, "SHP-1")
            assert (link.valid_from, link.valid_until) == (None, None)

    async def test_one_batch_may_hold_a_claim_twice(self) -> None:
        async with self.empty() as crosswalk:
            assert await crosswalk.learn([SHOP_1, SHOP_1], START) == []
            assert len(await crosswalk.links(Kind.CHANNEL_ORDER, "SO-1")) == 1

    async def test_a_name_that_no_system_has_is_tied_to_nothing(self) -> None:
        async with self.empty() as crosswalk:
            strange = [Identifier(Kind.ITEM, "erp", value) for value in ("\0", "\ud800", "x" * 5_000, "")]
            assert await crosswalk.ours(strange) == {}
            assert await crosswalk.theirs(Kind.ITEM, ["\0", "x" * 5_000], "erp") == {}

    async def test_a_large_batch_is_learned_and_answered_whole(self) -> None:
        async with self.empty() as crosswalk:
            told = [learned(Kind.GTIN, "erp", f"{number:013}", f"AX-{number}") for number in range(2_500)]
            assert await crosswalk.learn(told, START) == []
            assert len(await crosswalk.ours([link.identifier for link in told])) == 2_500

    async def test_tellers_side_by_side_lose_nothing_and_one_of_them_sees_the_conflict(self) -> None:
        async with self.empty() as crosswalk:
            many = [learned(Kind.GTIN, "erp", str(number), f"AX-{number}") for number in range(20)]
            findings = await asyncio.gather(
                *(crosswalk.learn([*many, SHOP_1], START) for _ in range(3)),
                *(crosswalk.learn([SHOP_2, *many[::-1]], START) for _ in range(3)),
            )
            assert len(await crosswalk.ours([link.identifier for link in many])) == 20
            assert {finding.code for told in findings for finding in told} == {LINK_CONFLICT}
