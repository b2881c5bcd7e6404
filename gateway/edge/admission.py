"""Who may begin an operation, and what it may cost: by partner, and for this process as a whole.

One point and a place among the operations at once are taken before the document is looked at; what it may
cost besides is set aside before it runs, and what it did not cost comes back. What is refused for now
costs nothing.
"""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

from starlette.requests import Request
from starlette.responses import Response

from domain.errors import LimitExceeded, Overloaded, QuotaSpent
from domain.partners import Principal
from domain.ports.quotas import QuotaWatch
from domain.ports.state import Clock
from gateway.edge.access import note_refused
from gateway.edge.graphql_responses import encoded
from gateway.execution.answers import Answer, refusal
from gateway.execution.costing.pricing import Price
from gateway.quotas.account import Account
from gateway.quotas.accounts import Accounts
from gateway.quotas.leasing import Hold
from gateway.quotas.told import rate_limit, throttle

COST_HEADER = "graphql-cost"
"""In a request: whether the answer's extensions shall tell the cost. In an answer: what it was."""
_ENTRY = 1
_PAUSE = timedelta(seconds=1)


class NotNow(Exception):
    """The operation is refused for now. headers: what the partner is told besides."""

    def __init__(self, error: QuotaSpent | Overloaded, headers: Mapping[str, str]) -> None:
        super().__init__(error.public)
        self.error = error
        self.headers = headers


class Admission:
    """Lets operations of this process in.

    most: at once, whoever asks. cost: points that one operation may cost, whoever asks.
    """

    def __init__(self, accounts: Accounts, watch: QuotaWatch, clock: Clock, *, most: int, cost: int) -> None:
        self.accounts = accounts
        self.watch = watch
        self.clock = clock
        self.cost = cost
        self._most = most
        self._running = 0

    def ticket(self, principal: Principal) -> "Ticket":
        """To enter with."""
        quota = principal.quota
        account = None if quota is None else self.accounts.of(principal.partner, quota)
        return Ticket(self, principal.partner, account)

    def begin(self) -> None:
        """One operation more. Raises Overloaded."""
        if self._running >= self._most:
            raise Overloaded("More is asked than can be answered now", retry_after=_PAUSE)
        self._running += 1
        self.watch.running(self._running)

    def end(self) -> None:
        """One less."""
        self._running -= 1
        self.watch.running(self._running)


class Ticket:
    """One operation from its admission to its end. Entering it, and reserving, raise NotNow."""

    def __init__(self, admission: Admission, partner: str, account: Account | None) -> None:
        self._admission = admission
        self._partner = partner
        self._account = account
        self._entry: Hold | None = None
        self._hold: Hold | None = None
        self._requested = self._actual = _ENTRY

    async def __aenter__(self) -> Self:
        try:
            self._admission.begin()
        except Overloaded as error:
            raise NotNow(error, {}) from None
        try:
            if self._account is not None:
                self._entry = await self._account.enter()
        except BaseException as error:
            self._admission.end()
            if isinstance(error, QuotaSpent):
                raise self._not_now(error) from None
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del kind, error, trace
        self.settle(self._actual)
        if self._account is not None:
            self._account.leave()
        self._admission.end()
        if self._actual:
            self._admission.watch.spent(self._partner, self._actual)

    async def reserve(self, price: Price) -> None:
        """Set aside what the operation may cost. Raises LimitExceeded where that is too much at any time."""
        most = self._admission.cost
        if self._account is not None:
            most = min(most, self._account.quota.points)
        if price.requested > most:
            raise LimitExceeded(
                f"The operation may cost {price.requested} points, and {most} are allowed",
                limit="cost",
                allowed=most,
                measured=price.requested,
            )
        if self._account is not None and price.requested > _ENTRY:
            try:
                self._hold = await self._account.reserve(price.requested - _ENTRY)
            except QuotaSpent as error:
                # Who comes back when it is told to needs no more than this operation costs.
                self.settle(0)
                raise self._not_now(error) from None
        # Until it is settled: whatever ends it, it may have read all that it asked for.
        self._requested = self._actual = price.requested

    async def pay(self, price: Price, run: Callable[[], Awaitable[Answer]]) -> Answer:
        """Set aside what the operation may cost, run it, and settle what it did. Raises as `reserve`."""
        await self.reserve(price)
        answer = await run()
        self.settle(price.actual(answer))
        return answer

    def settle(self, actual: int) -> None:
        """The operation cost so much."""
        self._actual = actual
        if self._account is not None:
            self._account.settle(self._entry, actual)
            self._account.settle(self._hold, actual - _ENTRY)
            self._entry = self._hold = None

    @property
    def requested(self) -> int:
        """Points that the operation may have cost."""
        return self._requested

    @property
    def actual(self) -> int:
        """Points that it did cost."""
        return self._actual

    def headers(self) -> dict[str, str]:
        """What the partner is told of its quota, and of what the operation cost."""
        told = {} if self._account is None else rate_limit(self._account)
        return {**told, COST_HEADER: f"requested={self._requested}, actual={self._actual}"}

    def told(self, answer: Answer) -> Answer:
        """The answer with what it cost in its extensions."""
        cost: dict[str, object] = {"requested": self._requested, "actual": self._actual}
        if self._account is not None:
            cost["throttle"] = throttle(self._account, self._admission.clock.now())
        return replace(answer, extensions={**answer.extensions, "cost": cost})

    def _not_now(self, error: QuotaSpent) -> NotNow:
        if self._account is None:
            return NotNow(error, {})
        return NotNow(error, rate_limit(self._account, at_most=_seconds(error)))


def not_now(refused: NotNow, request: Request, media_type: str) -> Response:
    """The answer to who has spent its quota (429), or comes when there is too much to do (503)."""
    error = refused.error
    spent = isinstance(error, QuotaSpent)
    note_refused(request.scope, error.policy if isinstance(error, QuotaSpent) else "overload")
    headers = {**refused.headers, "retry-after": str(_seconds(error)), "cache-control": "no-store"}
    return encoded(refusal(error), 429 if spent else 503, media_type, headers)


def wants_cost(request: Request) -> bool:
    """Whether the client wants to read in the answer itself what it cost."""
    return request.headers.get(COST_HEADER, "").strip() in {"1", "?1"}


def _seconds(error: QuotaSpent | Overloaded) -> int:
    """To wait at least, as Retry-After says it."""
    return max(1, math.ceil((error.retry_after or _PAUSE).total_seconds()))
