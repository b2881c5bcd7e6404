"""What a read over HTTP owes besides: how often it calls, and what one bad record costs."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TypeVar, cast

import httpx
import msgspec

from adapters.manifest import Connection
from domain.errors import ReplyInvalid
from domain.ports.reading import Failed, Found, Port, Read
from tests.contracts.reads import RETRY_AFTER, ReadContract, Trouble
from tests.doubles.clock import SettableClock
from tests.doubles.network import Branching, Canned, Counting, Refusing, Rewriting, Silent

K = TypeVar("K")
V = TypeVar("V")


class OverHttp(ReadContract[K, V]):
    """Subclasses give the healthy system as an httpx transport and connect the adapter to a network.

    Paths in `preliminaries` (fetching a token) are neither counted nor troubled. `calls_a_batch` is what the
    adapter says that a batch with the known keys takes, where the system cannot answer it in one call.
    """

    preliminaries: frozenset[str] = frozenset()
    calls_a_batch: int = 1

    @abstractmethod
    def upstream(self) -> httpx.AsyncBaseTransport:
        """The healthy system."""

    @abstractmethod
    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        """The adapter's connection over that network."""

    @abstractmethod
    def spoiled(self, body: bytes) -> bytes:
        """The reply with one of its records made unusable (JSON: `json_spoiled`)."""

    @asynccontextmanager
    async def reading(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AsyncIterator[Read[K, V]]:
        upstream = self.upstream()
        network = upstream if trouble is None else troubled(upstream, trouble, self.preliminaries)
        async with self.connected(clock, network) as read:
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
        network = self._spoiling()
        async with self.connected(clock, network) as read:
            answers = await read(self.known, clock.within())
        failed = [answer for answer in answers.values() if isinstance(answer, Failed)]
        assert [type(answer.error) for answer in failed] == [ReplyInvalid]
        assert [finding.systems for answer in failed for finding in answer.findings] == [(self.instance,)]
        others = [answer for answer in answers.values() if answer not in failed]
        assert all(isinstance(answer, Found) for answer in others)
        assert len(others) == len(self.known) - 1

    def _spoiling(self) -> httpx.AsyncBaseTransport:
        upstream = self.upstream()
        return Branching(upstream, Rewriting(upstream, self.spoiled), self.preliminaries)


def offered(connection: Connection, port: Port[K, V]) -> Read[K, V]:
    """The read behind one port of a connection."""
    reads = {offer.port: offer.read for offer in connection.offers}
    return cast("Read[K, V]", reads[port.name])


def troubled(
    upstream: httpx.AsyncBaseTransport, trouble: Trouble, preliminaries: Collection[str] = ()
) -> httpx.AsyncBaseTransport:
    """The system's network with the trouble; a token can still be had."""
    return Branching(upstream, _networks(upstream)[trouble], preliminaries)


def _networks(upstream: httpx.AsyncBaseTransport) -> dict[Trouble, httpx.AsyncBaseTransport]:
    retry_after = str(int(RETRY_AFTER.total_seconds()))
    return {
        Trouble.DEAD: Refusing(),
        Trouble.SILENT: Silent(),
        Trouble.THROTTLED: Canned(429, headers={"retry-after": retry_after}),
        Trouble.FAILING: Canned(500, b"<h1>Internal Server Error</h1>"),
        Trouble.REFUSING: Canned(401),
        Trouble.TRUNCATED: Rewriting(upstream, lambda body: body[: len(body) // 2]),
        Trouble.GARBLED: Canned(200, b"\x00\xff\xfe nothing that a system says"),
        Trouble.ANOTHER_PAGE: Canned(200, b"<html><body>Please sign in</body></html>"),
    }


def json_spoiled(body: bytes, records: str, **wrong: object) -> bytes:
    """A JSON reply whose first record under `records`, if any, has the given values instead of its own."""
    reply = cast("dict[str, list[dict[str, object]]]", msgspec.json.decode(body))
    for record in reply[records][:1]:
        record.update(wrong)
    return msgspec.json.encode(reply)
