"""The ERP's changed-since poll: sales orders, then purchase orders, each with a window of its own."""

from datetime import datetime, timedelta

import msgspec

from adapters.erp_sim import wire
from adapters.reading.changes import changed_rows
from adapters.transport.decode import decode, records
from adapters.transport.http import HttpTransport
from adapters.transport.polls import reached
from domain.budgets import Operation
from domain.errors import BackendRefused
from domain.identifiers import IdentifierKind
from domain.instants import parse_instant
from domain.ports.backends import ChangePage
from domain.ports.demand import Demand


class Feed(msgspec.Struct, frozen=True):
    """One list that tells what changed: the kind of its keys, where it is, how its window is named."""

    kind: IdentifierKind
    path: str
    since: str


FEEDS = (
    Feed(IdentifierKind.ORDER, "/api/v2/sales-orders/changes", "since"),
    Feed(IdentifierKind.PURCHASE_ORDER, "/api/v2/purchase-orders", "changed_since"),
)


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """Where a poll goes on. since: each feed's lower bound; page: the ERP's own cursor in its window."""

    since: tuple[datetime, datetime]
    feed: int = 0
    page: str = ""


_CURSOR = msgspec.json.Decoder(Cursor)


class ErpChanges:
    """Each call gives one page of one feed; the last page of the last feed ends the round."""

    def __init__(self, transport: HttpTransport, first_poll_reaches: timedelta) -> None:
        self._transport = transport
        self._reach = first_poll_reaches

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        at = self._position(cursor)
        feed = FEEDS[at.feed]
        since = at.since[at.feed].isoformat().replace("+00:00", "Z")
        window = {"cursor": at.page} if at.page else {feed.since: since}
        body = await self._transport.send(self._transport.get(feed.path, window), demand, Operation.POLL)
        page = decode(wire.PAGE, body, self._transport.instance)
        told = self._told(feed.kind, page)
        if page.next_cursor:
            onward = Cursor(since=at.since, feed=at.feed, page=page.next_cursor)
            return msgspec.structs.replace(told, cursor=_text(onward), more=True)
        as_of = reached(self._transport.instance, parse_instant, page.as_of or "", field="as_of")
        return self._window_done(told, at, as_of)

    def _window_done(self, told: ChangePage, at: Cursor, as_of: datetime) -> ChangePage:
        orders, purchases = at.since
        since = (as_of, purchases) if at.feed == 0 else (orders, as_of)
        if at.feed + 1 < len(FEEDS):
            return msgspec.structs.replace(
                told, cursor=_text(Cursor(since=since, feed=at.feed + 1)), more=True
            )
        return msgspec.structs.replace(told, cursor=_text(Cursor(since=since)), watermark=min(since))

    def _told(self, kind: IdentifierKind, page: wire.Page) -> ChangePage:
        """The list is needed for its numbers alone."""
        rows = records(page.data, wire.NUMBERED, self._transport.instance)
        told, findings = changed_rows(kind, rows, lambda row: [row.number], self._transport.instance)
        return ChangePage(cursor="", changed=told, findings=findings)

    def _position(self, cursor: str) -> Cursor:
        if not cursor:
            beginning = (self._transport.clock.now() - self._reach).replace(microsecond=0)
            return Cursor(since=(beginning, beginning))
        try:
            at = _CURSOR.decode(cursor)
        except msgspec.DecodeError as error:
            raise self._refused(str(error)) from error
        if not 0 <= at.feed < len(FEEDS):
            raise self._refused(f"there is no feed {at.feed}")
        return at

    def _refused(self, cause: str) -> BackendRefused:
        return BackendRefused("cannot go on from this cursor", backend=self._transport.instance, cause=cause)


def _text(cursor: Cursor) -> str:
    return msgspec.json.encode(cursor).decode()
