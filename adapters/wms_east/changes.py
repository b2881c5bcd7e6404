"""The changed-since poll: warehouse orders that were updated, by host reference."""

from datetime import datetime

from adapters.reading.changes import changed_rows
from adapters.transport.decode import records
from adapters.transport.polls import reached
from adapters.wms_east import wire
from adapters.wms_east.cursor import Poll, read_cursor
from adapters.wms_east.pages import ORDERS_PATH, Pages
from domain.errors import ReplyInvalid
from domain.identifiers import IdentifierKind
from domain.instants import from_epoch_millis
from domain.ports.backends import ChangePage
from domain.ports.demand import Demand


class WmsEastChanges:
    """Each call gives one page; the last one of a poll has its watermark."""

    def __init__(self, instance: str, pages: Pages) -> None:
        self._instance = instance
        self._pages = pages

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        poll = read_cursor(cursor, self._instance)
        reply = await self._pages.one(ORDERS_PATH, {"updatedSinceMillis": poll.since}, poll.page, demand)
        until, watermark = self._reached(reply.server_time_millis if poll.until is None else poll.until)
        page = reply.page.next_cursor
        orders = records(reply.items, wire.ORDER_NAME, self._instance)
        told, findings = changed_rows(
            IdentifierKind.ORDER, orders, lambda order: [order.host_reference], self._instance
        )
        return ChangePage(
            cursor=str(Poll(until) if page is None else Poll(poll.since, until, page)),
            changed=told,
            watermark=watermark if page is None else None,
            more=page is not None,
            findings=findings,
        )

    def _reached(self, millis: int | None) -> tuple[int, datetime]:
        if millis is None:
            raise ReplyInvalid("did not say its time", backend=self._instance, path="serverTimeMillis")
        return millis, reached(self._instance, from_epoch_millis, millis, field="serverTimeMillis")
