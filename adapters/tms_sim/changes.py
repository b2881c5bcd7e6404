"""The changed-since poll: loads that changed, told as the shipments that they carry."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from adapters.reading.changes import changed_rows
from adapters.tms_sim import wire
from adapters.tms_sim.mapping import shipment_references
from adapters.transport.decode import decode, records
from adapters.transport.http import HttpTransport
from adapters.transport.polls import reached
from domain.budgets import Operation
from domain.errors import BackendRefused
from domain.identifiers import IdentifierKind
from domain.instants import EARLIEST, parse_instant
from domain.ports.backends import ChangePage
from domain.ports.demand import Demand

CHANGES_PATH = "/loads/changes"

_PAGE_SIZE = "200"


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a poll goes on: the lower bound of its window, or the TMS's own cursor inside of one."""

    since: datetime = EARLIEST
    page: str = ""


_CURSOR = msgspec.json.Decoder(Cursor)


class TmsChanges:
    """Each call gives one page; the last page of a window has its watermark."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self._instance = transport.instance

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        at = self._position(cursor)
        window = {"cursor": at.page} if at.page else {"since": at.since.isoformat().replace("+00:00", "Z")}
        request = self._transport.get(CHANGES_PATH, {**window, "limit": _PAGE_SIZE})
        reply = decode(
            wire.CHANGES, await self._transport.send(request, demand, Operation.POLL), self._instance
        )
        told = self._told(reply)
        if reply.next_cursor:
            return replace(told, cursor=_text(Cursor(page=reply.next_cursor)), more=True)
        until = reached(self._instance, parse_instant, reply.as_of, field="asOf")
        return replace(told, cursor=_text(Cursor(since=until)), watermark=until)

    def _position(self, cursor: str) -> Cursor:
        try:
            return _CURSOR.decode(cursor) if cursor else Cursor()
        except msgspec.DecodeError as error:
            raise BackendRefused(
                "was not asked: the cursor is not one of its own", backend=self._instance
            ) from error

    def _told(self, reply: wire.Changes) -> ChangePage:
        loads = records(reply.loads, wire.KEY, self._instance)
        told, findings = changed_rows(
            IdentifierKind.SHIPMENT, loads, lambda load: shipment_references(load.references), self._instance
        )
        return ChangePage(cursor="", changed=told, findings=findings)


def _text(cursor: Cursor) -> str:
    return msgspec.json.encode(cursor).decode()
