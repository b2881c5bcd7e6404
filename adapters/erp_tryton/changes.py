"""The changed-since poll: sales, shipments, purchases and stock, a page of one of them at each call.

Tryton pushes nothing. A sale is not written when its shipment moves on, nor a shipment when a package gets
another label or a pick is assigned in part: each feed asks for what hangs on its records too. A product is
not written when its stock moves: stock is asked for by its moves, and a position that moved often may be
named on several pages. Deletions cannot be seen.

All changes of a transaction bear the time of its start. One that takes long comes to light with a time
that was polled already: a round therefore ends `overlap` before Tryton's own present, the next one starts
there, and what was told of the time between is not told again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from adapters.erp_tryton.api import Clause, Query, Reply, TrytonApi
from adapters.erp_tryton.cursor import Cursor, Told, newest, read_cursor
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.mapping import days
from adapters.erp_tryton.resources import SELLS
from adapters.erp_tryton.wire import changes as wire_changes
from adapters.transport.decode import decode
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.ports.backends import ChangePage, changed
from domain.ports.demand import Demand

_NUMBERED: Clause = ("number", "!=", None)
"""A draft has no number, so that nobody could ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One model's changes. hanging: the related records whose changes count as its own."""

    kind: str
    model: str
    record: type[wire_changes.Written]
    standing: Sequence[Clause] = ()
    hanging: Sequence[str] = ()


FEEDS = (
    Feed(
        kind="order",
        model="sale.sale",
        record=wire_changes.ChangedSale,
        standing=(_NUMBERED, SELLS),
        hanging=("shipments", "shipments.moves", "shipments.packages", "invoices"),
    ),
    Feed(
        kind="shipment",
        model="stock.shipment.out",
        record=wire_changes.ChangedShipment,
        standing=(_NUMBERED,),
        hanging=("moves", "packages"),
    ),
    Feed(
        kind="purchase_order",
        model="purchase.purchase",
        record=wire_changes.ChangedPurchase,
        standing=(_NUMBERED,),
        hanging=("lines.moves",),
    ),
    Feed(kind="sku", model="stock.move", record=wire_changes.ChangedMove),
)


class Change(NamedTuple):
    """A record of a feed by its keys, with its last change."""

    told: Told
    keys: Sequence[str]


class TrytonChanges:
    """Polls one company. A record that cannot be read fails the page: its change would be lost."""

    def __init__(self, api: TrytonApi, *, overlap: timedelta, page_size: int) -> None:
        self._api = api
        self._instance = api.transport.instance
        self._overlap = overlap
        self._page_size = page_size

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        at = read_cursor(cursor, len(FEEDS), self._instance)
        feed = FEEDS[at.feed]
        reply = await self._api.search(self._query(feed, at), demand)
        until = at.until or self._reached(reply)
        rows = [self._change(at.feed, raw) for raw in reply.records]
        told = set(at.told)
        news = [key for row in rows if row.told not in told for key in row.keys]
        recent = (*at.recent, *(row.told for row in rows if row.told.at >= until))
        page = ChangePage(cursor="", changed=changed(feed.kind, news))
        here = replace(at, until=until, recent=newest(recent))
        if len(rows) == self._page_size:
            return replace(page, cursor=str(replace(here, after=rows[-1].told.id)), more=True)
        if at.feed + 1 < len(FEEDS):
            return replace(page, cursor=str(replace(here, feed=at.feed + 1, after=0)), more=True)
        return replace(page, cursor=str(Cursor(since=until, told=here.recent)), watermark=until)

    def _query(self, feed: Feed, at: Cursor) -> Query:
        since = [] if at.since is None else [_written_since(at.since, feed.hanging)]
        return Query(
            model=feed.model,
            domain=[("company", "=", self._api.company), ("id", ">", at.after), *feed.standing, *since],
            fields=asked(feed.record),
            limit=self._page_size,
        )

    def _change(self, feed: int, raw: msgspec.Raw) -> Change:
        row = decode(msgspec.json.Decoder(FEEDS[feed].record), bytes(raw), self._instance)
        try:
            last = max(days.instant(moment) for moment in wire_changes.moments(row))
        except ValueError as error:
            raise self._unreadable(f"record {row.id} has no time of writing") from error
        except ImpossibleValue as error:
            raise self._unreadable(f"record {row.id}: {error}") from error
        return Change(Told(feed, row.id, last), list(row.keys()))

    def _reached(self, reply: Reply) -> datetime:
        if reply.as_of is None:
            raise self._unreadable("the reply has no Date header")
        return reply.as_of - self._overlap

    def _unreadable(self, path: str) -> ReplyInvalid:
        return ReplyInvalid("sent changes that cannot be told", backend=self._instance, path=path)


def _written_since(since: datetime, hanging: Sequence[str]) -> Clause:
    """What was written since then, or made and not written after."""
    moment = days.as_moment(since)
    unwritten = (("write_date", "=", None), ("create_date", ">=", moment))
    related = ((f"{name}.write_date", ">=", moment) for name in hanging)
    return ("OR", ("write_date", ">=", moment), unwritten, *related)
