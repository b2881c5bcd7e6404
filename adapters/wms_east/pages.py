"""Asking the warehouse, page after page, until it has said everything or has said too much."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from adapters.transport.decode import decode
from adapters.transport.http import HttpTransport
from adapters.wms_east import wire
from adapters.wms_east.authorization import Authorized
from adapters.wms_east.notation import Reading
from domain.errors import ReplyInvalid
from domain.ports.demand import Demand

ORDERS_PATH = "/v1/orders/search"
STOCK_PATH = "/v1/inventory/query"
MOST_REFERENCES = 100

_PAGE_SIZE = 100


class Answer(NamedTuple):
    """The records of all pages, still raw. Its time is that of the first page, when all was still ahead."""

    records: Sequence[msgspec.Raw]
    reading: Reading


class Pages:
    """Queries of one instance. Raises BackendError."""

    def __init__(self, transport: HttpTransport, authorized: Authorized, most_pages: int) -> None:
        self._transport = transport
        self._authorized = authorized
        self._most_pages = most_pages

    async def all(self, path: str, query: Mapping[str, object], demand: Demand) -> Answer:
        """Every page of an answer, one after the other within the deadline."""
        first = await self.one(path, query, None, demand)
        found, cursor, read = list(first.items), first.page.next_cursor, 1
        while cursor is not None:
            if read == self._most_pages:
                raise ReplyInvalid(
                    f"had still more to say after {read} pages",
                    backend=self._transport.instance,
                    path="page.nextCursor",
                )
            page = await self.one(path, query, cursor, demand)
            found += page.items
            cursor, read = page.page.next_cursor, read + 1
        return Answer(found, self._reading(first))

    async def one(
        self, path: str, query: Mapping[str, object], cursor: str | None, demand: Demand
    ) -> wire.Reply:
        """The page at `cursor`; the first one without."""
        body = {**query, "page": {"size": _PAGE_SIZE, "cursor": cursor}}
        request = self._transport.post_json(path, body)
        return decode(wire.REPLY, await self._authorized.send(request, demand), self._transport.instance)

    def _reading(self, first: wire.Reply) -> Reading:
        return Reading(
            instance=self._transport.instance,
            server_millis=first.server_time_millis,
            fetched_at=self._transport.clock.now(),
        )
