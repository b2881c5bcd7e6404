"""The changed-since poll: warehouse orders that changed, by host reference."""

from adapters.reading.changes import changed_rows
from adapters.transport.polls import reached
from adapters.wms_west import wire
from adapters.wms_west.cursor import Poll, next_since, read_cursor
from adapters.wms_west.elements import rows
from adapters.wms_west.notation import local_time
from adapters.wms_west.soap import Soap
from domain.identifiers import IdentifierKind
from domain.ports.backends import ChangePage
from domain.ports.demand import Demand

_PAGE_SIZE = "100"


class WmsWestChanges:
    """Each call gives one page; the last one of a poll has its watermark. zone: where the clocks stand."""

    def __init__(self, instance: str, zone: str, soap: Soap) -> None:
        self._instance = instance
        self._zone = zone
        self._soap = soap

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        poll = read_cursor(cursor, self._instance)
        criteria = {"Since": poll.since, "From": poll.page, "Max": _PAGE_SIZE}
        reply = await self._soap.call("GetChanges", criteria, wire.OrdersReply, demand)
        until = poll.until or reply.as_of
        watermark = reached(self._instance, local_time, until, self._zone, "@asOf")
        following = Poll(poll.since, until, reply.next) if reply.next else Poll(next_since(until, self._zone))
        orders = rows(reply.orders, wire.OrderName, "Order", self._instance)
        told, findings = changed_rows(
            IdentifierKind.ORDER, orders, lambda order: [order.host_ref], self._instance
        )
        return ChangePage(
            cursor=str(following),
            changed=told,
            watermark=None if reply.next else watermark,
            more=bool(reply.next),
            findings=findings,
        )
