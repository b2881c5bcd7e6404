"""Supply as it was a while ago."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from domain.availability.supply import Supply
from domain.errors import StoreUnavailable
from domain.events.record import Event
from domain.log.records import Logged
from gateway.assembly.selling.coming import RememberedSupply
from tests.contracts.coming_supply import supply
from tests.doubles.clock import START, SettableClock
from tests.doubles.selling import InMemorySupply


class Away(InMemorySupply):
    """Away where a test says so."""

    is_away = False

    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        if self.is_away:
            raise StoreUnavailable("is away")
        return await super().coming(skus)


async def test_it_is_read_again_after_a_while_and_stands_where_it_cannot_be_read() -> None:
    index, clock = Away(), SettableClock()
    known, one = RememberedSupply(index, clock), supply("PU-1", "5")
    await index.put({"PU-1": [one]})
    assert known.peek(["AX-1"]) is None
    assert await known.coming(["AX-1", "AX-2"]) == {"AX-1": [one], "AX-2": []}
    await index.put({"PU-1": []})
    assert known.peek(["AX-1"]) == {"AX-1": [one]}
    clock.advance(timedelta(seconds=6))
    index.is_away = True
    assert await known.coming(["AX-1", "AX-3"]) == {"AX-1": [one], "AX-3": ()}
    index.is_away = False
    assert await known.coming(["AX-1"]) == {"AX-1": []}


def changed(subject: str, source: str = "ordergraph") -> list[Logged]:
    event = Event(type="stock.changed", source=source, subject=subject, occurred_at=START, recorded_at=START)
    return [Logged(position=1, event=event)]


async def test_after_news_of_it_it_is_read_again_and_stands_where_it_cannot_be_read() -> None:
    index = Away()
    known, one = RememberedSupply(index, SettableClock()), supply("PU-1", "5")
    await known.coming(["AX-1", "AX-2"])
    await index.put({"PU-1": [one]})
    known.hear([])
    known.hear(changed("sku:AX-2"))
    known.hear(changed("sku:AX-1", "erp"))
    assert known.peek(["AX-2"]) is None
    assert known.peek(["AX-1"]) == {"AX-1": []}, "what a system counts says nothing of supply"
    known.hear(changed("sku:AX-1"))
    index.is_away = True
    assert await known.coming(["AX-1"]) == {"AX-1": []}
    index.is_away = False
    assert await known.coming(["AX-1"]) == {"AX-1": [one]}
    assert known.peek(["AX-1"]) == {"AX-1": [one]}
    known.hear(None)
    assert known.peek(["AX-1"]) is None


async def test_what_is_read_while_news_comes_is_for_one_answer() -> None:
    class Slow(Away):
        async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
            found = await super().coming(skus)
            known.hear(changed("sku:AX-1"))
            return found

    known = RememberedSupply(Slow(), SettableClock())
    assert await known.coming(["AX-1"]) == {"AX-1": []}
    assert known.peek(["AX-1"]) is None
