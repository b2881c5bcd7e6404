import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.ports.links import LearningCrosswalk
from gateway.settings.naming.links import DeclaredLink
from gateway.settings.naming.names import NameRule
from gateway.settings.naming.spelling import Spelling
from gateway.store.links.declarations import LOOKED_AT, Declarations
from gateway.store.links.removing import Choice, SqlRemovals
from gateway.store.links.sql_crosswalk import LIFETIME, SqlCrosswalk
from gateway.store.links.sql_links import SqlLinks
from gateway.store.sql_store import SqlStore
from tests.contracts.learning_crosswalk import SHOP_1, SHOP_2, LearningCrosswalkContract, learned
from tests.doubles.clock import START, SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store

ORDER = IdentifierKind.ORDER
X_9 = Identifier(ORDER, "wms_west", "X-9")
STRANGER = Identifier(IdentifierKind.ITEM, "wms_west", "000077")
RULES = {ORDER: NameRule(owner="erp", written_by={"wms_west": Spelling(strip_prefix="SO-")})}


def crosswalk_over(
    store: SqlStore, clock: SettableClock, rows: Sequence[DeclaredLink] = (), *, capacity: int = 10_000
) -> SqlCrosswalk:
    links = SqlLinks(store.engine)
    declarations = Declarations(links, clock, rows, RULES, ("erp", "wms_west"))
    return SqlCrosswalk(links, declarations, clock, capacity=capacity)


class TestInMemory(LearningCrosswalkContract):
    @asynccontextmanager
    async def empty(self) -> AsyncIterator[LearningCrosswalk]:
        yield InMemoryCrosswalk(self.clock)


class SqlContract(LearningCrosswalkContract):
    url: str

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[LearningCrosswalk]:
        async with migrated_store(self.url) as store:
            yield crosswalk_over(store, self.clock)

    async def test_another_process_sees_what_was_learned_after_a_while(self) -> None:
        async with migrated_store(self.url) as store:
            mine, yours = crosswalk_over(store, self.clock), crosswalk_over(store, self.clock)
            assert await mine.ours([SHOP_1.identifier]) == {}
            await yours.learn([SHOP_1], START)
            assert await mine.ours([SHOP_1.identifier]) == {}
            self.clock.advance(LIFETIME)
            assert mine.peek_ours([SHOP_1.identifier]) is None
            assert await mine.ours([SHOP_1.identifier]) == {SHOP_1.identifier: "SO-1"}
            assert mine.peek_ours([SHOP_1.identifier]) == {SHOP_1.identifier: "SO-1"}

    async def test_another_process_sees_an_import_after_a_while_and_obeys_it_before_the_rule(self) -> None:
        async with migrated_store(self.url) as store:
            mine, yours = crosswalk_over(store, self.clock), crosswalk_over(store, self.clock)
            ruled = Identifier(ORDER, "wms_west", "1")
            assert await mine.ours([ruled]) == {ruled: "SO-1"}
            await yours.learn([Link(X_9, "SO-1", LinkOrigin.DECLARED)], START)
            assert await mine.theirs(ORDER, ["SO-1"], "wms_west") == {"SO-1": "1"}
            self.clock.advance(LOOKED_AT)
            assert await mine.theirs(ORDER, ["SO-1"], "wms_west") == {"SO-1": "X-9"}
            assert await mine.ours([ruled, X_9]) == {X_9: "SO-1"}

    async def test_another_process_sees_what_was_taken_back_after_a_while(self) -> None:
        async with migrated_store(self.url) as store:
            mine, removals = crosswalk_over(store, self.clock), SqlRemovals(store.engine)
            await mine.learn([Link(X_9, "SO-1", LinkOrigin.DECLARED), SHOP_1], START)
            assert await mine.ours([X_9, SHOP_1.identifier]) == {X_9: "SO-1", SHOP_1.identifier: "SO-1"}
            choice = Choice(rows=[(X_9, "SO-1"), (SHOP_1.identifier, "SO-1"), (STRANGER, "AX-1")])
            assert (await removals.chosen(choice)).count == 2
            assert await removals.remove(choice, who="mira", now=START) == 2
            assert await removals.remove(choice, who="mira", now=START) == 0
            self.clock.advance(max(LOOKED_AT, LIFETIME))
            assert await mine.ours([X_9, SHOP_1.identifier]) == {X_9: "SO-X-9"}
            (gone,) = await removals.removed(ORDER, "SO-1")
            assert (gone.link.identifier, gone.link.origin, gone.at, gone.who) == (
                X_9,
                LinkOrigin.DECLARED,
                START,
                "mira",
            )

    async def test_an_import_that_takes_the_place_of_what_was_taken_back_is_seen(self) -> None:
        async with migrated_store(self.url) as store:
            mine, yours = crosswalk_over(store, self.clock), crosswalk_over(store, self.clock)
            await yours.learn([Link(X_9, "SO-1", LinkOrigin.DECLARED)], START)
            assert await mine.ours([X_9]) == {X_9: "SO-1"}
            await SqlRemovals(store.engine).remove(Choice(value="X-9"), who="mira", now=START)
            await yours.learn([Link(X_9, "SO-2", LinkOrigin.DECLARED)], START)
            self.clock.advance(LOOKED_AT)
            assert await mine.ours([X_9]) == {X_9: "SO-2"}


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    async with migrated_store(sqlite_url) as store:
        yield store


async def lose(store: SqlStore) -> None:
    async with store.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE identifier_link RENAME TO away"))


async def find_again(store: SqlStore) -> None:
    async with store.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO identifier_link"))


async def test_what_is_declared_is_answered_at_once_and_asks_no_database(store: SqlStore) -> None:
    crosswalk = crosswalk_over(store, SettableClock())
    ruled = Identifier(ORDER, "wms_west", "1")
    await crosswalk.load()
    assert crosswalk.peek_ours([ruled]) == {ruled: "SO-1"}
    assert crosswalk.peek_theirs(ORDER, ["SO-1"], "wms_west") == {"SO-1": "1"}
    assert crosswalk.peek_ours([ruled, STRANGER]) is None
    assert crosswalk.peek_theirs(ORDER, ["SO-1", "PO-1"], "wms_west") is None


async def test_those_that_ask_together_at_the_start_all_know_what_was_imported(store: SqlStore) -> None:
    clock = SettableClock()
    await crosswalk_over(store, clock).learn([Link(X_9, "SO-1", LinkOrigin.DECLARED)], START)
    fresh = crosswalk_over(store, clock)
    answers = await asyncio.gather(*(fresh.theirs(ORDER, ["SO-1"], "wms_west") for _ in range(3)))
    assert answers == [{"SO-1": "X-9"}] * 3


async def test_what_was_imported_is_known_from_the_start_and_memory_waits_for_the_next_look(
    store: SqlStore,
) -> None:
    clock = SettableClock()
    importing, mine = crosswalk_over(store, clock), crosswalk_over(store, clock)
    ruled = Identifier(ORDER, "wms_west", "1")
    await importing.learn([Link(X_9, "SO-1", LinkOrigin.DECLARED)], START)
    assert mine.peek_ours([X_9]) is None
    await mine.load()
    assert mine.peek_ours([X_9]) == {X_9: "SO-1"}
    assert mine.peek_theirs(ORDER, ["SO-1"], "wms_west") == {"SO-1": "X-9"}
    await importing.learn([Link(ruled, "SO-2", LinkOrigin.DECLARED)], START)
    clock.advance(LOOKED_AT)
    assert mine.peek_ours([ruled]) is None
    assert mine.peek_theirs(ORDER, ["SO-2"], "wms_west") is None
    assert await mine.ours([ruled]) == {ruled: "SO-2"}
    assert mine.peek_ours([ruled]) == {ruled: "SO-2"}


async def test_a_start_without_what_was_imported_is_refused(store: SqlStore) -> None:
    crosswalk = crosswalk_over(store, SettableClock())
    await lose(store)
    with pytest.raises(StoreUnavailable, match="identifier_link"):
        await crosswalk.load()
    await find_again(store)


async def test_a_declared_row_of_the_file_goes_before_an_imported_one(store: SqlStore) -> None:
    clock = SettableClock()
    await crosswalk_over(store, clock).learn([Link(X_9, "SO-2", LinkOrigin.DECLARED)], START)
    later = crosswalk_over(store, clock, [DeclaredLink(X_9, "SO-1", "links.csv line 2")])
    with capture_logs() as lines:
        assert await later.ours([X_9]) == {X_9: "SO-1"}
    assert [line["first"] for line in lines] == [
        "an earlier import: order 'X-9' of wms_west is our 'SO-2' here, but 'SO-1' in links.csv line 2"
    ]


@pytest.mark.parametrize(
    "told", [learned(ORDER, "wms_west", "1", "SO-7"), learned(ORDER, "wms_west", "X-9", "SO-1")]
)
async def test_a_rule_goes_before_what_is_learned(store: SqlStore, told: Link) -> None:
    crosswalk = crosswalk_over(store, SettableClock())
    ruled = Identifier(ORDER, "wms_west", "1")
    assert await crosswalk.learn([told], START) == []
    assert await crosswalk.ours([ruled, X_9]) == {ruled: "SO-1", X_9: "SO-X-9"}
    assert await crosswalk.theirs(ORDER, ["SO-1"], "wms_west") == {"SO-1": "1"}


async def test_what_a_rule_says_already_is_not_kept(store: SqlStore) -> None:
    crosswalk = crosswalk_over(store, SettableClock())
    await crosswalk.learn([learned(ORDER, "wms_west", "1", "SO-1")], START)
    assert await SqlLinks(store.engine).of(ORDER, "SO-1") == []


async def test_while_the_database_is_away_the_last_known_stands_and_the_rest_is_tied_to_nothing(
    store: SqlStore,
) -> None:
    clock = SettableClock()
    crosswalk = crosswalk_over(store, clock)
    await crosswalk.learn([SHOP_1], START)
    assert await crosswalk.ours([SHOP_1.identifier]) == {SHOP_1.identifier: "SO-1"}
    await lose(store)
    clock.advance(LIFETIME + timedelta(seconds=1))
    with capture_logs() as lines:
        assert await crosswalk.ours([SHOP_1.identifier, STRANGER]) == {SHOP_1.identifier: "SO-1"}
        assert await crosswalk.ours([STRANGER]) == {}
    assert [line["event"] for line in lines] == [
        "imported links cannot be read: the last known stand",
        "links cannot be read: the last known stand",
    ]
    await find_again(store)
    await crosswalk.learn([SHOP_2], START)
    assert await crosswalk.ours([SHOP_1.identifier]) == {}


async def test_memory_is_bounded(store: SqlStore) -> None:
    crosswalk = crosswalk_over(store, SettableClock(), capacity=2)
    names = [Identifier(IdentifierKind.GTIN, "erp", str(number)) for number in range(3)]
    for name in names:
        await crosswalk.ours([name])
    assert crosswalk.peek_ours(names[:1]) is None
    assert crosswalk.peek_ours(names[1:]) == {}
