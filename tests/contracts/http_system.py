"""A system behind HTTP as a contract needs it: healthy, in trouble, or with its answers rewritten."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection

import httpx

from adapters.manifest import Connection
from tests.contracts.reads import RETRY_AFTER, Trouble
from tests.doubles.clock import SettableClock
from tests.doubles.network import Branching, Canned, Refusing, Rewriting, Silent


class HttpSystem(ABC):
    """Subclasses give the healthy system as an httpx transport and connect the adapter to a network.

    Paths in `preliminaries` (fetching a token) are neither counted, troubled nor rewritten.
    """

    preliminaries: frozenset[str] = frozenset()

    @abstractmethod
    def upstream(self) -> httpx.AsyncBaseTransport:
        """The healthy system."""

    @abstractmethod
    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        """The adapter's connection over that network."""

    def network(self, trouble: Trouble | None) -> httpx.AsyncBaseTransport:
        """The way to the system, in that trouble."""
        upstream = self.upstream()
        return upstream if trouble is None else troubled(upstream, trouble, self.preliminaries)

    def rewritten(self, change: Callable[[bytes], bytes]) -> httpx.AsyncBaseTransport:
        """The way to a system that says something else."""
        upstream = self.upstream()
        return Branching(upstream, Rewriting(upstream, change), self.preliminaries)


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
