"""From a client's calls to the one shape of a read: every key answered, no backend error raised."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeVar

import msgspec

from adapters.transport.decode import RecordsRead
from domain.errors import BackendError
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcomes, Read

K = TypeVar("K")
W = TypeVar("W")
V = TypeVar("V")

Fetch = Callable[[Sequence[K], Demand], Awaitable[Mapping[K, Found[V] | Failed]]]
"""What a client does for one call's worth of keys: what it found; raises BackendError as a whole."""


LONGEST_NAME = 200
"""No system of a distributor has a longer number or code."""


def answering(fetch: Fetch[K, V], *, at_most: int) -> Read[K, V]:
    """Make a read of `fetch`: each key once, at most so many a call, calls side by side, others Missing.

    A key that could name nothing anywhere is Missing without being asked for.
    """

    async def read(keys: Sequence[K], demand: Demand, /) -> Outcomes[K, V]:
        answers: dict[K, Found[V] | Missing | Failed] = dict.fromkeys(keys, MISSING)
        asked = [key for key in answers if _can_name(key)]
        chunks = [asked[start : start + at_most] for start in range(0, len(asked), at_most)]
        if len(chunks) == 1:
            return answers | await _answer(fetch, asked, demand)
        for part in await asyncio.gather(*(_answer(fetch, chunk, demand) for chunk in chunks)):
            answers |= part
        return answers

    return read


def each_answered(
    keys: Sequence[K],
    read: RecordsRead[K, W],
    mapping: Callable[[K, W], Found[V] | Failed],
    *,
    absent: Collection[K] = (),
) -> dict[K, Found[V] | Failed]:
    """Answer keys with one record each; `absent` are the keys that the system says it does not know."""
    found = {key: mapping(key, record) for key, record in read.records}
    return with_failures(keys, found, read, absent=absent)


def all_answered(
    keys: Sequence[K],
    read: RecordsRead[K, W],
    mapping: Callable[[K, Sequence[W]], Found[V] | Failed],
    *,
    absent: Collection[K] = (),
) -> dict[K, Found[V] | Failed]:
    """Answer keys with all their records together; `absent` as above."""
    records: dict[K, list[W]] = {}
    for key, record in read.records:
        records.setdefault(key, []).append(record)
    found = {key: mapping(key, records[key]) for key in keys if key in records}
    return with_failures(keys, found, read, absent=absent)


def with_failures(
    keys: Sequence[K],
    found: Mapping[K, Found[V] | Failed],
    read: RecordsRead[K, W],
    *,
    absent: Collection[K] = (),
) -> dict[K, Found[V] | Failed]:
    """Add what could not be read: a key is never Missing because its record may be the broken one."""
    answers = {**found, **read.failed}
    if read.unnamed is None:
        return answers
    return dict.fromkeys((key for key in keys if key not in absent), read.unnamed) | answers


def _can_name(key: object) -> bool:
    parts = msgspec.structs.astuple(key) if isinstance(key, msgspec.Struct) else (key,)
    texts = (part for part in parts if isinstance(part, str))
    return all(text.strip() and len(text) <= LONGEST_NAME and text.isprintable() for text in texts)


async def _answer(
    fetch: Fetch[K, V], keys: Sequence[K], demand: Demand
) -> dict[K, Found[V] | Missing | Failed]:
    try:
        found = await fetch(keys, demand)
    except BackendError as error:
        return dict.fromkeys(keys, Failed(error))
    return {key: found.get(key, MISSING) for key in keys}
