"""From a client's calls to the one shape of a read: every key answered, no backend error raised."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from domain.errors import BackendError
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcomes, Read

K = TypeVar("K")
V = TypeVar("V")

Fetch = Callable[[Sequence[K], Demand], Awaitable[Mapping[K, Found[V] | Failed]]]
"""What a client does for one call's worth of keys: what it found; raises BackendError as a whole."""


def answering(fetch: Fetch[K, V], *, at_most: int) -> Read[K, V]:
    """Make a read of `fetch`: at most so many keys a call, calls side by side, absent keys Missing."""

    async def read(keys: Sequence[K], demand: Demand, /) -> Outcomes[K, V]:
        chunks = [keys[start : start + at_most] for start in range(0, len(keys), at_most)]
        parts = await asyncio.gather(*(_answer(fetch, chunk, demand) for chunk in chunks))
        return {key: outcome for part in parts for key, outcome in part.items()}

    return read


async def _answer(
    fetch: Fetch[K, V], keys: Sequence[K], demand: Demand
) -> dict[K, Found[V] | Missing | Failed]:
    try:
        found = await fetch(keys, demand)
    except BackendError as error:
        return dict.fromkeys(keys, Failed(error))
    return {key: found.get(key, MISSING) for key in keys}
