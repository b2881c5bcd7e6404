"""The changed-since poll: sales, shipments, purchases, returns and stock, a page of one of them at each call.

Tryton pushes nothing. A sale is not written when its shipment moves on, nor a shipment when a package gets
another label or a pick is assigned in part: each feed asks for what hangs on its records too. A product is
not written when its stock moves: stock is asked for by its moves, and a position that moved often may be
named on several pages. Deletions cannot be seen.

All changes of a transaction bear the time of its start. One that takes long comes to light with a time
that was polled already: a round therefore ends `overlap` before Tryton's own present, the next one starts
there, and what was told of the time between is not told again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from adapters.erp_tryton.api import Clause, Query, Reply, TrytonApi
from adapters.erp_tryton.cursor import Cursor, Told, newest, read_cursor
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.mapping import days
from adapters.erp_tryton.resources import HAS_NUMBER, OF_A_SALE, SELLS, TAKES_BACK
from adapters.erp_tryton.wire import changes as wire_changes
from adapters.reading.changes import changed_rows
from adapters.transport.decode import decode, records
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.identifiers import IdentifierKind
from domain.ports.backends import ChangePage, changed
from domain.ports.demand import Demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One model's changes. named: what its keys are; hanging: what else's changes count as its own."""

    kind: str
    named: IdentifierKind
    model: str
    record: type[wire_changes.Written]
    standing: Sequence[Clause] = ()
    hanging: Sequence[str] = ()


FEEDS = (
    Feed(
        kind="order",
        named=IdentifierKind.ORDER,
        model="sale.sale",
        record=wire_changes.ChangedSale,
        standing=(HAS_NUMBER, SELLS),
        hanging=("shipments", "shipments.moves", "shipments.packages", "invoices"),
    ),
    Feed(
        kind="shipment",
        named=IdentifierKind.SHIPMENT,
        model="stock.shipment.out",
        record=wire_changes.ChangedShipment,
        standing=(HAS_NUMBER,),
        hanging=("moves", "packages"),
    ),
    Feed(
        kind="purchase_order",
        named=IdentifierKind.PURCHASE_ORDER,
        model="purchase.purchase",
        record=wire_changes.ChangedPurchase,
        standing=(HAS_NUMBER,),
        hanging=("lines.moves",),
    ),
    Feed(
        kind="return",
        named=IdentifierKind.RETURN,
        model="sale.sale",
        record=wire_changes.ChangedReturn,
        standing=(HAS_NUMBER, OF_A_SALE, TAKES_BACK),
        hanging=("shipment_returns", "shipment_returns.moves", "invoices"),
    ),
    Feed(kind="sku", named=IdentifierKind.ITEM, model="stock.move", record=wire_changes.ChangedMove),
)


class Change(NamedTuple):
    """A record of a feed by its keys, with its last change; None where it does not say when that was."""

    told: Told | None
    keys: Sequence[str]


class TrytonChanges:
    """Polls one company. A record that names nothing is a finding, and the poll goes on."""

    def __init__(self, api: TrytonApi, *, overlap: timedelta, page_size: int) -> None:
        self._api = api
        self._instance = api.transport.instance
        self._overlap = overlap
        self._page_size = page_size

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        at = read_cursor(cursor, len(FEEDS), self._instance)
        reply = await self._api.search(self._query(FEEDS[at.feed], at), demand)
        until = at.until or self._reached(reply)
        rows = list(self._rows(at.feed, reply.records))
        page = self._page(FEEDS[at.feed], rows, set(at.told))
        written = [row.told for row in rows if isinstance(row, Change) and row.told]
        recent = newest((*at.recent, *(told for told in written if told.at >= until)))
        here = replace(at, until=until, recent=recent)
        if len(reply.records) == self._page_size:
            return replace(page, cursor=str(replace(here, after=self._last(reply.records))), more=True)
        if at.feed + 1 < len(FEEDS):
            return replace(page, cursor=str(replace(here, feed=at.feed + 1, after=0)), more=True)
        return replace(page, cursor=str(Cursor(since=until, told=here.recent)), watermark=until)

    def _page(self, feed: Feed, rows: Iterable[Change | ReplyInvalid], known: Collection[Told]) -> ChangePage:
        """What is news. A record that does not say when it changed may always be."""
        news = (row for row in rows if isinstance(row, ReplyInvalid) or row.told not in known)
        told, findings = changed_rows(feed.named, news, lambda row: row.keys, self._instance)
        keys = told.get(feed.named, ())
        return ChangePage(cursor="", changed=changed(feed.kind, keys), findings=findings)

    def _query(self, feed: Feed, at: Cursor) -> Query:
        since = [] if at.since is None else [_written_since(at.since, feed.hanging)]
        return Query(
            model=feed.model,
            domain=[("company", "=", self._api.company), ("id", ">", at.after), *feed.standing, *since],
            fields=asked(feed.record),
            limit=self._page_size,
        )

    def _rows(self, feed: int, raws: Iterable[msgspec.Raw]) -> Iterator[Change | ReplyInvalid]:
        decoder = msgspec.json.Decoder(FEEDS[feed].record)
        for row in records(raws, decoder, self._instance):
            if isinstance(row, ReplyInvalid):
                yield row
                continue
            keys = list(row.keys())
            try:
                yield Change(Told(feed, row.id, _last_written(row)), keys)
            except ImpossibleValue as error:
                yield Change(None, keys)
                yield self._invalid(f"record {row.id}: {error}")

    def _last(self, raws: Sequence[msgspec.Raw]) -> int:
        """The id after which the next page begins."""
        return decode(wire_changes.ROW, bytes(raws[-1]), self._instance).id

    def _reached(self, reply: Reply) -> datetime:
        if reply.as_of is None:
            raise self._invalid("the reply has no Date header")
        return reply.as_of - self._overlap

    def _invalid(self, path: str) -> ReplyInvalid:
        return ReplyInvalid("sent changes without their time", backend=self._instance, path=path)


def _last_written(row: wire_changes.Written) -> datetime:
    """When a record or what hangs on it was last written. Raises ImpossibleValue."""
    times = [days.instant(moment) for moment in wire_changes.moments(row)]
    if not times:
        raise ImpossibleValue("has no time of writing")
    return max(times)


def _written_since(since: datetime, hanging: Sequence[str]) -> Clause:
    """What was written since then, or made and not written after."""
    moment = days.as_moment(since)
    unwritten = (("write_date", "=", None), ("create_date", ">=", moment))
    related = ((f"{name}.write_date", ">=", moment) for name in hanging)
    return ("OR", ("write_date", ">=", moment), unwritten, *related)
