"""The orders that the warehouse's own order numbers mean, by the host's number."""

from collections.abc import Callable, Mapping, Sequence

from adapters.reading.references import OrdersOf, meant
from adapters.transport.answers import all_answered, answering
from adapters.wms_west import wire
from adapters.wms_west.elements import ElementKind, read_elements, several
from adapters.wms_west.notation import Reading
from adapters.wms_west.soap import Soap
from domain.identifiers import IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found

KINDS = frozenset({IdentifierKind.WAREHOUSE_ORDER})

_BY_OWN_NUMBER = ElementKind(
    element="Order",
    name=wire.OwnNumber,
    key=lambda order: order.no,
    record=wire.OrderName,
    subject=f"{IdentifierKind.WAREHOUSE_ORDER}:{{}}".format,
)


def reads(
    instance: str, soap: Soap, reading: Callable[[str], Reading], at_most: int
) -> Mapping[IdentifierKind, OrdersOf]:
    """What finds orders, by kind of name: one call for a batch. reading: of a reply, by its time."""

    async def fetch(keys: Sequence[str], demand: Demand) -> Mapping[str, Found[tuple[str, ...]] | Failed]:
        reply = await soap.call("GetOrders", {"OrderNos": keys}, wire.OrdersReply, demand)
        told = reading(reply.as_of)

        def found(key: str, orders: Sequence[wire.OrderName]) -> Found[tuple[str, ...]]:
            notes = told.notes_on(_BY_OWN_NUMBER.subject(key))
            return meant((order.host_ref for order in orders), notes, told.as_of(notes), told.fetched_at)

        read = read_elements(reply.orders, _BY_OWN_NUMBER, instance)
        return all_answered(keys, read, found, absent=several(reply.not_found))

    return {IdentifierKind.WAREHOUSE_ORDER: answering(fetch, at_most=at_most)}
