"""What a read over HTTP owes besides: how often it calls, and what one bad record costs."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar, cast

import httpx
import msgspec

from adapters.manifest import Connection
from domain.errors import ReplyInvalid
from domain.ports.reading import Failed, Found, Port, Read
from tests.contracts.http_system import HttpSystem
from tests.contracts.reads import ReadContract, Trouble
from tests.doubles.clock import SettableClock
from tests.doubles.network import Counting

K = TypeVar("K")
V = TypeVar("V")


class OverHttp(HttpSystem, ReadContract[K, V]):
    """Subclasses say what HttpSystem asks for, and how a record is spoiled.

    `calls_a_batch` is what the adapter says that a batch with the known keys takes, where the system cannot
    answer it in one call.
    """

    calls_a_batch: int = 1

    @abstractmethod
    def spoiled(self, body: bytes) -> bytes:
        """The reply with one of its records made unusable (JSON: `json_spoiled`)."""

    @asynccontextmanager
    async def reading(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AsyncIterator[Read[K, V]]:
        async with self.connected(clock, self.network(trouble)) as read:
            yield read

    @asynccontextmanager
    async def connected(
        self, clock: SettableClock, network: httpx.AsyncBaseTransport
    ) -> AsyncIterator[Read[K, V]]:
        connection = self.connect(clock, network)
        try:
            yield offered(connection, self.port)
        finally:
            await connection.aclose()

    async def test_a_batch_takes_no_more_calls_than_it_must(self, clock: SettableClock) -> None:
        network = Counting(self.upstream(), except_for=self.preliminaries)
        async with self.connected(clock, network) as read:
            await read([*self.known, self.unknown, self.known[0]], clock.within())
        assert len(network.requests) == self.calls_a_batch

    async def test_no_keys_make_no_call(self, clock: SettableClock) -> None:
        network = Counting(self.upstream())
        async with self.connected(clock, network) as read:
            await read([], clock.within())
        assert network.requests == []

    async def test_after_the_deadline_no_call_is_made(self, clock: SettableClock) -> None:
        network = Counting(self.upstream())
        async with self.connected(clock, network) as read:
            await read(self.known, clock.within(0))
        assert network.requests == []

    async def test_a_bad_record_costs_only_itself(self, clock: SettableClock) -> None:
        async with self.connected(clock, self.rewritten(self.spoiled)) as read:
            answers = await read(self.known, clock.within())
        failed = [answer for answer in answers.values() if isinstance(answer, Failed)]
        assert [type(answer.error) for answer in failed] == [ReplyInvalid]
        assert [finding.systems for answer in failed for finding in answer.findings] == [(self.instance,)]
        others = [answer for answer in answers.values() if answer not in failed]
        assert all(isinstance(answer, Found) for answer in others)
        assert len(others) == len(self.known) - 1


def offered(connection: Connection, port: Port[K, V]) -> Read[K, V]:
    """The read behind one port of a connection."""
    reads = {offer.port: offer.read for offer in connection.offers}
    return cast("Read[K, V]", reads[port.name])


def json_spoiled(body: bytes, records: str, **wrong: object) -> bytes:
    """A JSON reply whose first record under `records`, if any, has the given values instead of its own."""
    reply = cast("dict[str, list[dict[str, object]]]", msgspec.json.decode(body))
    for record in reply[records][:1]:
        record.update(wrong)
    return msgspec.json.encode(reply)
