"""What one request has read, it does not read again, and what it is reading it waits for."""

import asyncio
from collections.abc import Sequence
from typing import Generic
from weakref import WeakKeyDictionary

from domain.ports.demand import Demand, RequestScope
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Reader, V


class OncePerRequest(Generic[K, V]):
    """Remembers outcomes for as long as the request's scope lives.

    So one answer never shows two versions of a thing, and readers that are built on other readers
    cost no further call. The reads of a scope are cancelled together with it, never one by one.
    """

    def __init__(self, reader: Reader[K, V]) -> None:
        self._reader = reader
        self._known: WeakKeyDictionary[RequestScope, dict[K, Found[V] | Missing | Failed]]
        self._known = WeakKeyDictionary()
        self._under_way: WeakKeyDictionary[RequestScope, dict[K, asyncio.Future[None]]]
        self._under_way = WeakKeyDictionary()

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        known = self._known.setdefault(demand.scope, {})
        under_way = self._under_way.setdefault(demand.scope, {})
        fresh = [key for key in dict.fromkeys(keys) if key not in known and key not in under_way]
        others = {under_way[key] for key in keys if key in under_way}
        if fresh:
            await self._read(fresh, demand, known, under_way)
        for other in others:
            await asyncio.shield(other)
        return {key: known[key] for key in keys}

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        known = self._known.get(demand.scope)
        if known is None:
            first = self._reader.peek(keys, demand)
            if first is not None:
                self._known[demand.scope] = dict(first)
            return first
        fresh = [key for key in keys if key not in known]
        if fresh:
            held = self._reader.peek(fresh, demand)
            if held is None:
                return None
            known.update(held)
        return {key: known[key] for key in keys}

    async def _read(
        self,
        keys: Sequence[K],
        demand: Demand,
        known: dict[K, Found[V] | Missing | Failed],
        under_way: dict[K, asyncio.Future[None]],
    ) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        under_way.update(dict.fromkeys(keys, done))
        try:
            known.update(await self._reader.read(keys, demand))
        except asyncio.CancelledError:
            done.cancel()
            raise
        except Exception as error:
            done.set_exception(error)
            done.exception()  # read at once: nobody else may be waiting for it
            raise
        else:
            done.set_result(None)
        finally:
            for key in keys:
                under_way.pop(key, None)
