"""One read per port for all fields of an operation that want it at the same time.

A field asks with `gather`. What memory holds is answered at once. The rest is collected until the
event loop has gone round once without a new key, and is then read in one batch. What an operation has
read it does not read again.

Stamps are told of what was shown, for a record that somebody may not see must not show in its age either.
Of what failed, they are always told.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar, cast

from domain.freshness import Stamp, unavailable
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes, Port, Reader, Readers

K = TypeVar("K")
V = TypeVar("V")
Known = dict[object, Found[object] | Missing | Failed]


class Batches:
    """The batches of one operation, one for each port that it uses."""

    def __init__(self, readers: Readers, demand: Demand) -> None:
        self._readers = readers
        self._demand = demand
        self._by_port: dict[str, _Batch] = {}

    def known(self, port: Port[K, V], keys: Sequence[K]) -> Outcomes[K, V] | None:
        """The outcomes of all keys if nothing need be awaited for them."""
        return cast("Outcomes[K, V] | None", self._batch(port).known(keys))

    async def gather(self, port: Port[K, V], keys: Sequence[K]) -> Outcomes[K, V]:
        """The outcomes of all keys, read together with what else asks now."""
        return cast("Outcomes[K, V]", await self._batch(port).gather(keys))

    def show(self, port: Port[K, V], keys: Sequence[K]) -> None:
        """Remember that the answer shows something of what was read for these keys."""
        self._batch(port).shown.update(dict.fromkeys(keys))

    def stamps(self) -> Iterator[Stamp]:
        """Where everything that is shown came from, and what could not be read."""
        for batch in self._by_port.values():
            yield from batch.stamps()

    def close(self) -> None:
        """End what nobody waits for any more, when the operation is over or was given up."""
        for batch in self._by_port.values():
            batch.close()

    def _batch(self, port: Port[K, V]) -> "_Batch":
        batch = self._by_port.get(port.name)
        if batch is None:
            reader = cast("Reader[object, object]", self._readers.of(port))
            batch = self._by_port[port.name] = _Batch(reader, self._demand)
        return batch


class _Batch:
    def __init__(self, reader: Reader[object, object], demand: Demand) -> None:
        self.shown: dict[object, None] = {}
        self._reader = reader
        self._demand = demand
        self._known: Known = {}
        self._waiting: dict[object, asyncio.Future[None]] = {}
        self._wanted: list[object] = []
        self._round: asyncio.Future[None] | None = None
        self._reads: set[asyncio.Task[None]] = set()

    def known(self, keys: Sequence[object]) -> Mapping[object, Found[object] | Missing | Failed] | None:
        unknown = [key for key in keys if key not in self._known]
        if unknown:
            held = self._reader.peek(unknown, self._demand)
            if held is None:
                return None
            self._known.update(held)
        return {key: self._known[key] for key in keys}

    async def gather(self, keys: Sequence[object]) -> Mapping[object, Found[object] | Missing | Failed]:
        for done in {self._join(key) for key in keys if key not in self._known}:
            await asyncio.shield(done)
        return {key: self._known[key] for key in keys}

    def stamps(self) -> Iterator[Stamp]:
        for key, outcome in self._known.items():
            if isinstance(outcome, Failed):
                yield from (unavailable(error.backend) for error in outcome.errors)
            elif key in self.shown:
                yield from outcome.stamps

    def close(self) -> None:
        for task in self._reads:
            task.cancel()

    def _join(self, key: object) -> asyncio.Future[None]:
        if key in self._waiting:
            return self._waiting[key]
        if self._round is None:
            loop = asyncio.get_running_loop()
            self._round = loop.create_future()
            loop.call_soon(self._settle, 0)
        self._waiting[key] = self._round
        self._wanted.append(key)
        return self._round

    def _settle(self, seen: int) -> None:
        """Start the read once a whole turn of the loop brought no further key."""
        if len(self._wanted) > seen:
            asyncio.get_running_loop().call_soon(self._settle, len(self._wanted))
            return
        keys, done = self._wanted, self._round
        self._wanted, self._round = [], None
        if done is not None:
            task = asyncio.create_task(self._read(keys, done))
            self._reads.add(task)
            task.add_done_callback(self._reads.discard)

    async def _read(self, keys: Sequence[object], done: asyncio.Future[None]) -> None:
        try:
            self._known.update(await self._reader.read(keys, self._demand))
        except asyncio.CancelledError:
            done.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours reaches each field that waits for it
            done.set_exception(error)
        else:
            done.set_result(None)
        finally:
            for key in keys:
                self._waiting.pop(key, None)
