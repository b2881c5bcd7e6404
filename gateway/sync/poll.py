"""One instance's changed-since poll, page by page.

A page is done in this order: the page is asked for, what it names becomes our order numbers, the orders
are read and their rows put, and only then the feed's cursor moves on. Whatever is interrupted in between
is done again and ends the same: a row is whole each time, and no cursor is ever ahead of the index.

What cannot be read is tried twice more within the page. Then it is an exception case, its name is kept
beside the cursor (`position`) and read again at each round, and the poll goes on: one dead warehouse must
not keep the orders of the others out of the index. An instance that does not answer the poll itself keeps
its cursor; once it is silent for three times as long as it may be, that is an exception case too, which
closes by itself when the instance is heard again. Both are written under the claim of the page, so that
of two replicas the one that hears it later has the last word.

Each page is claimed for itself and starts from the cursor that the store holds: so replicas may share
an instance without polling it twice at once. The overlap against clock skew is each adapter's own, in
its cursor: only it knows whether its system's times can come to light late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from msgspec.structs import replace

from domain.cases.work import CaseFilter
from domain.errors import BackendError, BackendRefused
from domain.identifiers import IdentifierKind
from domain.ports.backends import ChangePage, ChangeSource
from domain.ports.cache import Heard, Outdated, Signal
from domain.ports.demand import Demand
from domain.ports.search import Feeds
from domain.ports.state import Clock, ExceptionCases
from domain.search.feeds import SOURCE_SILENT, Feed, silence
from gateway.assembly.raising import traced
from gateway.sync.changed_orders import Changed, ChangedOrders, read_changed
from gateway.sync.claims import Claims
from gateway.sync.indexing import BATCH, Indexing, RaiseAll, background_demand
from gateway.sync.position import Position, read_position
from gateway.sync.purchases import Purchases
from gateway.sync.telling import PolledPage, TellPage

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one page came to.

    changes: things that it told of and that are in the index now. more: whether another page is waiting.
    error: why there was no page. claimed: whether another process polls the instance just now.
    owed: names to be read again.
    """

    instance: str
    changes: int = 0
    owed: int = 0
    more: bool = False
    claimed: bool = False
    watermark: datetime | None = None
    error: BackendError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollParts:
    """What every instance's poll works with."""

    changed: ChangedOrders
    indexing: Indexing
    purchases: Purchases
    feeds: Feeds
    claims: Claims
    clock: Clock
    raise_all: RaiseAll
    cases: ExceptionCases
    signal: Signal


class Poll:
    """Polls one instance. every: how often it is asked, which is how long it may keep silent.

    tell: makes events of what changed since the first round, which has everything there is.
    """

    def __init__(
        self,
        instance: str,
        source: ChangeSource,
        parts: PollParts,
        *,
        every: timedelta,
        tell: TellPage | None = None,
    ) -> None:
        self.instance = instance
        self._tell = tell
        self.every = every
        self._source = source
        self._parts = parts

    async def is_due(self) -> bool:
        """Whether nobody has heard the instance for half of its interval. Raises StoreUnavailable."""
        feed = await self._parts.feeds.feed(self.instance)
        heard = feed.last_heard_at
        return heard is None or self._parts.clock.now() - heard >= self.every / 2

    async def settle(self) -> None:
        """Read again some of what is owed. Raises StoreUnavailable."""
        async with self._parts.claims.claimed(self.instance) as ours:
            feed = await self._parts.feeds.feed(self.instance)
            position = read_position(feed.cursor)
            if not ours or not position.owed:
                return
            tried = [read_changed(text) for text in position.owed[:BATCH]]
            still = await self._brought_in(tried, retries=())
            settled = position.settled(map(str, tried), map(str, still))
            await self._parts.feeds.advance(replace(feed, cursor=settled.text()))

    async def step(self) -> Step:
        """Do one page. Raises StoreUnavailable, and then the cursor stands where it stood."""
        async with self._parts.claims.claimed(self.instance) as ours:
            if not ours:
                return Step(instance=self.instance, claimed=True)
            kept = await self._parts.feeds.feed(self.instance)
            feed = replace(kept, expected=self.every)
            position = read_position(feed.cursor)
            demand = background_demand(self._parts.clock)
            try:
                page = await self._source.changes(position.at, demand)
            except BackendError as error:
                await self._missed(feed, error, demand)
                if isinstance(error, BackendRefused) and position.at != position.began:
                    # A place inside of a round may be forgotten; its beginning is a time, which is not.
                    await self._parts.feeds.advance(replace(feed, cursor=position.restarted().text()))
                return Step(instance=self.instance, error=error, watermark=feed.watermark)
            return await self._done(page, feed, position, demand)

    async def _done(self, page: ChangePage, feed: Feed, position: Position, demand: Demand) -> Step:
        heard_at = self._parts.clock.now()
        await self._told_all(page)
        told, unlinked = await self._parts.changed.ours(self.instance, page.changed)
        self._parts.raise_all([traced(finding, demand) for finding in (*page.findings, *unlinked)])
        still = await self._brought_in(told)
        if self._tell is not None and position.began:
            await self._tell(
                PolledPage(
                    instance=self.instance,
                    changed=page.changed,
                    since=position.at,
                    upto=page.cursor,
                    heard_at=heard_at,
                    correlation_id=demand.correlation_id,
                )
            )
        onward = position.moved(page.cursor, more=page.more, owed=map(str, still))
        # While a round is to be repeated it is not known of everything that it has changed.
        watermark = feed.watermark if onward.again is not None else page.watermark or feed.watermark
        advanced = replace(feed, cursor=onward.text(), watermark=watermark, last_heard_at=heard_at)
        await self._parts.feeds.advance(advanced)
        if watermark is not None:
            await self._parts.signal.tell(Heard(self.instance, min(watermark, heard_at)))
        await self._heard(heard_at)
        return Step(
            instance=self.instance,
            changes=len(told) - len(still),
            owed=len(onward.owed),
            more=page.more,
            watermark=watermark,
        )

    async def _told_all(self, page: ChangePage) -> None:
        """Whatever is remembered of these is to be read anew, here and in every replica.

        What is read for the index from now on is what the others find when they are asked.
        """
        subjects = tuple(f"{kind}:{name}" for kind, names in page.changed.items() for name in names)
        if subjects:
            await self._parts.signal.tell(Outdated(self.instance, subjects, self._parts.clock.now()))

    async def _brought_in(
        self, told: Sequence[Changed], *, retries: Sequence[float] | None = None
    ) -> list[Changed]:
        """Index the orders that these things concern; gives the things that are still owed."""
        bought = {thing.name: thing for thing in told if thing.kind is IdentifierKind.PURCHASE_ORDER}
        missed = await self._parts.purchases.index(bought)
        others = [thing for thing in told if thing.kind is not IdentifierKind.PURCHASE_ORDER]
        concerned = await self._parts.changed.concerned(others, background_demand(self._parts.clock))
        numbers = (number for each in concerned.values() for number in each.orders)
        owed = set(await self._parts.indexing.index(numbers, self.instance, retries=retries))
        still = [thing for thing, each in concerned.items() if each.errors or owed & set(each.orders)]
        return [*still, *(bought[number] for number in missed)]

    async def _missed(self, feed: Feed, error: BackendError, demand: Demand) -> None:
        """The instance did not answer: told once for each time that it falls silent, by whoever notices."""
        _LOG.warning("poll failed", instance=self.instance, code=error.code, reason=error.public)
        now = self._parts.clock.now()
        finding = silence(feed, now)
        if finding is not None and not await self._is_told(feed):
            await self._parts.cases.raise_all([traced(finding, demand)], now)

    async def _is_told(self, feed: Feed) -> bool:
        """Whether there is a case of this silence already; who closed it by hand knows of it."""
        wanted = CaseFilter(codes=(SOURCE_SILENT,), systems=(self.instance,))
        known = (await self._parts.cases.page(wanted, first=1)).cases
        heard = feed.last_heard_at
        return any(heard is None or case.last_seen > heard for case in known)

    async def _heard(self, at: datetime) -> None:
        note = f"{self.instance} is heard again"
        if await self._parts.cases.settle(SOURCE_SILENT, self.instance, note, now=at):
            _LOG.info("an instance that was silent is heard again", instance=self.instance)
