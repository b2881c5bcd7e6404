"""Counts every call to a system: how many, of which operation, for how many keys, how many at once."""

import time
from collections import Counter, deque
from collections.abc import Callable

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEYS = "simulators.keys"  # an endpoint writes into the scope how many keys it was asked for
OPERATION = "simulators.operation"  # and an operation's own name, where the path does not tell


class OperationCount(msgspec.Struct):
    """What was asked of one operation."""

    calls: int = 0
    keys: int = 0
    statuses: Counter[str] = msgspec.field(default_factory=Counter)


class SystemCount(msgspec.Struct):
    """What was asked of one system. `peak_per_second` is the most calls in any window of one second."""

    calls: int = 0
    peak_per_second: int = 0
    peak_in_flight: int = 0
    operations: dict[str, OperationCount] = msgspec.field(default_factory=dict)


class Counters:
    """The counts of all systems, since the last reset."""

    def __init__(self, real: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._in_flight: Counter[str] = Counter()
        self._recent: dict[str, deque[float]] = {}
        self.systems: dict[str, SystemCount] = {}

    def reset(self) -> None:
        self.systems.clear()
        self._recent.clear()

    def arrive(self, system: str) -> None:
        """Note that a call came in."""
        count = self.systems.setdefault(system, SystemCount())
        count.calls += 1
        self._in_flight[system] += 1
        count.peak_in_flight = max(count.peak_in_flight, self._in_flight[system])
        recent = self._recent.setdefault(system, deque())
        recent.append(self._real())
        while recent[0] <= recent[-1] - 1.0:
            recent.popleft()
        count.peak_per_second = max(count.peak_per_second, len(recent))

    def leave(self, system: str, operation: str, keys: int, status: str) -> None:
        """Note how a call ended: its HTTP status, or `none` where no answer was sent."""
        self._in_flight[system] -= 1
        count = self.systems.setdefault(system, SystemCount())
        each = count.operations.setdefault(operation, OperationCount())
        each.calls += 1
        each.keys += keys
        each.statuses[status] += 1


class CountCalls:
    """Middleware that counts each request of one system, whatever becomes of it."""

    def __init__(self, app: ASGIApp, system: str, counters: Counters) -> None:
        self._app = app
        self._system = system
        self._counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = "none"

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        self._counters.arrive(self._system)
        try:
            await self._app(scope, receive, noted)
        finally:
            operation = scope.get(OPERATION) or f"{scope['method']} {scope['path']}"
            self._counters.leave(self._system, operation, scope.get(KEYS, 0), status)


def note_call(scope: Scope, keys: int, operation: str | None = None) -> None:
    """Let an endpoint say how many keys it was asked for, and its name where the path does not tell."""
    scope[KEYS] = keys
    if operation is not None:
        scope[OPERATION] = operation
