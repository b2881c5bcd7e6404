"""Everybody who has something open, and whether they still may: looked at while nothing is asked.

A request is let in once and over soon. What stays open is looked at again: at once after a change of any
partner, when a credential ends, and every minute, for an issuer may have taken a key back.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from domain.errors import Suspended, Unauthenticated
from domain.partners import Principal
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import Shown
from gateway.identity.issuer_keys import IssuerUnavailable
from gateway.live.words import End

_LOG = structlog.get_logger(__name__)
_LOOKED_EVERY = 0.25
_ALL_EVERY = 240
"""Looks between two at everybody."""
_AT_ONCE = 16
_PATIENCE = 5.0

Sleep = Callable[[float], Awaitable[None]]


class Pass:
    """Who holds something open. expires: until when the credential is good, in seconds since the epoch."""

    __slots__ = ("expires", "principal", "shown")

    def __init__(self, shown: Shown | None, principal: Principal, expires: float) -> None:
        self.shown = shown
        self.principal = principal
        self.expires = expires


class Holder(Protocol):
    """A connection that stays open. Its methods raise nothing and wait for nothing."""

    @property
    def held(self) -> Pass: ...

    def granted(self, principal: Principal) -> None:
        """The same partner may see other things from now on."""
        ...

    def end(self, end: End) -> None:
        """Say why, and close."""
        ...


class Holders:
    """All of a process. leaving: no more are taken, for the process stops."""

    def __init__(self, authenticator: Authenticator, *, sleep: Sleep = asyncio.sleep) -> None:
        self.authenticator = authenticator
        self.leaving = False
        self._sleep = sleep
        self._held: dict[Holder, None] = {}
        self._of_partner: Counter[str] = Counter()
        self._revision = authenticator.revision
        self._looks = 0
        self._soonest = math.inf
        self._asked: dict[Holder, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._keep_looking(), name="look-at-open-streams")

    async def aclose(self) -> None:
        """Look no more."""
        tasks = [*self._asked.values(), *([self._task] if self._task else ())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def add(self, holder: Holder) -> None:
        """Look after this one, until it is taken out. Its partner stays the same."""
        self._held[holder] = None
        self.renewed(holder)
        self._of_partner[holder.held.principal.partner] += 1

    def renewed(self, holder: Holder) -> None:
        """It has another credential."""
        self._soonest = min(self._soonest, holder.held.expires)

    def take_out(self, holder: Holder) -> None:
        """It is closed."""
        if self._held.pop(holder, self) is self:
            return
        partner = holder.held.principal.partner
        self._of_partner[partner] -= 1
        if not self._of_partner[partner]:
            del self._of_partner[partner]
        if (asked := self._asked.pop(holder, None)) is not None:
            asked.cancel()

    def of(self, partner: str) -> int:
        """How many a partner has open."""
        return self._of_partner[partner]

    def leave(self) -> None:
        """This process stops: everybody goes on elsewhere."""
        self.leaving = True
        for holder in tuple(self._held):
            holder.end(End.LEAVING)

    def look(self) -> None:
        """Look at those whose credential ends, and at everybody if any partner has changed."""
        revision, now = self.authenticator.revision, self.authenticator.now()
        self._looks += 1
        everybody = revision != self._revision or self._looks % _ALL_EVERY == 0
        self._revision = revision
        if not everybody and now < self._soonest:
            return
        for holder in tuple(self._held):
            if everybody or holder.held.expires <= now:
                self._look_at(holder)
        self._soonest = min((holder.held.expires for holder in self._held), default=math.inf)

    def _look_at(self, holder: Holder) -> None:
        try:
            principal = self.authenticator.peek(holder.held.shown)
        except Suspended:
            holder.end(End.SUSPENDED)
        except Unauthenticated:
            holder.end(End.EXPIRED)
        else:
            if principal is not None:
                self._take(holder, principal)
            elif holder.held.expires <= self.authenticator.now():
                holder.end(End.EXPIRED)
            elif holder not in self._asked:
                task = asyncio.create_task(self._ask(holder), name="look-at-a-token-again")
                self._asked[holder] = task

    def _take(self, holder: Holder, principal: Principal) -> None:
        if principal.partner != holder.held.principal.partner:
            holder.end(End.EXPIRED)
        elif principal != holder.held.principal:
            holder.granted(principal)

    async def _ask(self, holder: Holder) -> None:
        """Its issuer has other keys than before, or the token was forgotten here."""
        try:
            async with self._turns, asyncio.timeout(_PATIENCE):
                self._take(holder, await self.authenticator.principal(holder.held.shown))
        except Suspended:
            holder.end(End.SUSPENDED)
        except Unauthenticated:
            holder.end(End.EXPIRED)
        except (IssuerUnavailable, TimeoutError) as error:
            _LOG.info("a token cannot be looked at again now", cause=str(error))
        finally:
            self._asked.pop(holder, None)

    async def _keep_looking(self) -> None:
        while True:
            await self._sleep(_LOOKED_EVERY)
            self.look()
