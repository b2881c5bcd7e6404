"""The orders that the warehouse's own order numbers mean, by the host's number."""

from collections.abc import Mapping, Sequence

from adapters.reading.references import OrdersOf, meant
from adapters.transport.answers import all_answered, answering
from adapters.transport.decode import RecordKind, read_records
from adapters.wms_east import wire
from adapters.wms_east.pages import MOST_REFERENCES, ORDERS_PATH, Pages
from domain.identifiers import IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found

KINDS = frozenset({IdentifierKind.WAREHOUSE_ORDER})

_BY_OWN_NUMBER = RecordKind(
    name=wire.OWN_NUMBER,
    key=lambda order: order.order_id,
    record=wire.ORDER_NAME,
    subject=f"{IdentifierKind.WAREHOUSE_ORDER}:{{}}".format,
)


def reads(instance: str, pages: Pages) -> Mapping[IdentifierKind, OrdersOf]:
    """What finds orders, by kind of name: one query for a batch."""

    async def fetch(keys: Sequence[str], demand: Demand) -> Mapping[str, Found[tuple[str, ...]] | Failed]:
        answer = await pages.all(ORDERS_PATH, {"orderIds": keys}, demand)

        def found(key: str, orders: Sequence[wire.OrderName]) -> Found[tuple[str, ...]]:
            notes = answer.reading.notes_on(_BY_OWN_NUMBER.subject(key))
            numbers = (order.host_reference for order in orders)
            return meant(numbers, notes, answer.reading.as_of(notes), answer.reading.fetched_at)

        return all_answered(keys, read_records(answer.records, _BY_OWN_NUMBER, instance), found)

    return {IdentifierKind.WAREHOUSE_ORDER: answering(fetch, at_most=MOST_REFERENCES)}
