"""What every outbox owes: one publisher of a feed at a time, and a place that none else moves."""

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from domain.log.outbox import Place
from domain.ports.outbox import Outbox
from tests.doubles.clock import START

HOLD = timedelta(seconds=15)
BEGINNING = Place(log="a", position=0)


def at(position: int) -> Place:
    return Place(log="a", position=position)


class OutboxContract(ABC):
    """Subclasses open an empty one."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Outbox]: ...

    async def test_a_feed_begins_once(self) -> None:
        async with self.opened() as outbox:
            assert await outbox.place("lake") is None
            assert await outbox.claim("lake", "one", hold=HOLD, now=START) is None
            await outbox.begin("lake", at(3))
            await outbox.begin("lake", at(9))
            assert await outbox.claim("lake", "one", hold=HOLD, now=START) == at(3)

    async def test_one_has_it_at_a_time(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            assert await outbox.claim("lake", "one", hold=HOLD, now=START) == BEGINNING
            assert await outbox.claim("lake", "two", hold=HOLD, now=START + HOLD / 2) is None
            assert await outbox.claim("lake", "one", hold=HOLD, now=START + HOLD / 2) == BEGINNING

    async def test_who_moves_it_holds_it_longer(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            await outbox.claim("lake", "one", hold=HOLD, now=START)
            assert await outbox.move("lake", "one", at(5), hold=HOLD, now=START + HOLD)
            assert await outbox.claim("lake", "two", hold=HOLD, now=START + HOLD) is None
            assert await outbox.place("lake") == at(5)

    async def test_who_died_is_followed_by_another_from_the_same_place(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            await outbox.claim("lake", "one", hold=HOLD, now=START)
            await outbox.move("lake", "one", at(5), hold=HOLD, now=START)
            assert await outbox.claim("lake", "two", hold=HOLD, now=START + HOLD) == at(5)

    async def test_who_lost_it_moves_nothing(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            await outbox.claim("lake", "one", hold=HOLD, now=START)
            await outbox.claim("lake", "two", hold=HOLD, now=START + HOLD)
            assert not await outbox.move("lake", "one", at(7), hold=HOLD, now=START + HOLD)
            await outbox.release("lake", "one")
            assert await outbox.claim("lake", "one", hold=HOLD, now=START + HOLD) is None
            assert await outbox.place("lake") == BEGINNING

    async def test_who_lets_go_of_it_is_followed_at_once(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            await outbox.claim("lake", "one", hold=HOLD, now=START)
            await outbox.release("lake", "one")
            assert await outbox.claim("lake", "two", hold=HOLD, now=START) == BEGINNING

    async def test_feeds_are_apart(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            await outbox.begin("mail", at(2))
            assert await outbox.claim("lake", "one", hold=HOLD, now=START) == BEGINNING
            assert await outbox.claim("mail", "two", hold=HOLD, now=START) == at(2)
