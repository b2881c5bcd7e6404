import asyncio
from collections.abc import Mapping, Sequence

import pytest

from adapters.transport.answers import Fetch, all_answered, answering, each_answered, with_failures
from adapters.transport.decode import RecordsRead, unusable
from domain.errors import BackendUnavailable
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found
from domain.stock import StockKey
from tests.doubles.clock import SettableClock

DOWN = BackendUnavailable("cannot be reached", backend="erp")
BROKEN = unusable("erp", "[0]: broken", "broken")


class Source:
    """Knows the numbers below ten; fails for calls that ask for the unlucky one."""

    def __init__(self, unlucky: int | None = None) -> None:
        self.unlucky = unlucky
        self.calls: list[list[int]] = []

    async def fetch(self, keys: Sequence[int], _demand: Demand) -> Mapping[int, Found[str] | Failed]:
        self.calls.append(list(keys))
        await asyncio.sleep(0)
        if self.unlucky in keys:
            raise DOWN
        return {key: Found(str(key)) for key in keys if key < 10} | {99: Found("never asked for")}


async def ask(source: Source, keys: Sequence[int], at_most: int = 3) -> Mapping[int, object]:
    fetch: Fetch[int, str] = source.fetch
    return await answering(fetch, at_most=at_most)(keys, SettableClock().within())


async def test_every_key_is_answered_and_nothing_else() -> None:
    assert await ask(Source(), [1, 12]) == {1: Found("1"), 12: MISSING}


async def test_no_keys_make_no_call() -> None:
    source = Source()
    assert await ask(source, []) == {}
    assert source.calls == []


async def test_a_key_is_asked_for_once() -> None:
    source = Source()
    await ask(source, [2, 1, 2, 1])
    assert source.calls == [[2, 1]]


NO_NAMES = ["", " ", "\t", "\x00", "a\nb", "\ud800", "x" * 201]


@pytest.mark.parametrize("text", NO_NAMES, ids=repr)
async def test_what_could_name_nothing_is_missing_and_not_asked_for(text: str) -> None:
    calls: list[Sequence[object]] = []

    async def fetch(keys: Sequence[object], _demand: Demand) -> Mapping[object, Found[str] | Failed]:
        calls.append(keys)
        return {key: Found("yes") for key in keys}

    read = answering(fetch, at_most=9)
    demand = SettableClock().within()
    position, good = StockKey("AX-1", text), StockKey("AX-1", "EAST")
    assert await read([text, position], demand) == {text: MISSING, position: MISSING}
    assert calls == []
    assert await read([text, good], demand) == {text: MISSING, good: Found("yes")}
    assert calls == [[good]]


async def test_calls_are_no_larger_than_allowed() -> None:
    source = Source()
    answers = await ask(source, range(8))
    assert sorted(source.calls) == [[0, 1, 2], [3, 4, 5], [6, 7]]
    assert list(answers) == list(range(8))


async def test_a_call_that_fails_costs_its_own_keys() -> None:
    answers = await ask(Source(unlucky=4), range(8))
    failed = {key for key, answer in answers.items() if answer == Failed(DOWN)}
    assert failed == {3, 4, 5}
    assert {key for key, answer in answers.items() if isinstance(answer, Found)} == {0, 1, 2, 6, 7}


async def test_a_defect_of_ours_is_not_hidden() -> None:
    async def broken(_keys: Sequence[int], _demand: Demand) -> Mapping[int, Found[str] | Failed]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await answering(broken, at_most=3)([1], SettableClock().within())


def test_each_record_answers_its_key() -> None:
    read = RecordsRead([("a", 1), ("b", 2)], {"c": BROKEN})
    answers = each_answered(["a", "b", "c", "d"], read, lambda key, record: Found(f"{key}{record}"))
    assert answers == {"a": Found("a1"), "b": Found("b2"), "c": BROKEN}


def test_all_records_of_a_key_answer_it_together() -> None:
    read = RecordsRead([("a", 1), ("b", 2), ("a", 3), ("never asked for", 4)], {"b": BROKEN})
    answers = all_answered(["a", "b", "d"], read, lambda key, records: Found(f"{key}{records}"))
    # One that lacks a part is not told by the others.
    assert answers == {"a": Found("a[1, 3]"), "b": BROKEN}


def test_a_record_without_a_name_may_be_anyone_s_who_has_no_answer() -> None:
    read: RecordsRead[str, int] = RecordsRead([], {"b": BROKEN}, unnamed=BROKEN)
    answers = with_failures(["a", "b", "c", "d"], {"a": Found("a")}, read, absent={"c"})
    assert answers == {"a": Found("a"), "b": BROKEN, "d": BROKEN}
