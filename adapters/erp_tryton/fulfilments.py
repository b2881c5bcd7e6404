"""Reading what the warehouse has done for orders: their shipments, by the numbers of their sales."""

from collections.abc import Mapping, Sequence

from adapters.erp_tryton.api import Query
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.mapping.fulfilments import fulfilment
from adapters.erp_tryton.mapping.notes import Notes, Reading
from adapters.erp_tryton.reading import Company
from adapters.erp_tryton.wire import shipments as wire_shipments
from adapters.reading.subjects import order_subject
from adapters.transport.answers import all_answered
from adapters.transport.decode import RecordKind, for_each_key, mapped, read_records
from domain.orders import Fulfilment
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found

_BY_SALES: RecordKind[tuple[str, ...], wire_shipments.ShipmentSales, wire_shipments.Shipment] = RecordKind(
    name=wire_shipments.SHIPMENT_SALES,
    key=lambda record: wire_shipments.sales(record.outgoing_moves),
    record=wire_shipments.SHIPMENT,
    subject=lambda orders: order_subject(", ".join(orders)),
)


class FulfilmentReader:
    """One call for all orders of a batch. A shipment may hold several orders and is told to each."""

    def __init__(self, company: Company) -> None:
        self._company = company

    async def read(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Fulfilment] | Failed]:
        """By order number. A shipment that cannot be read fails its orders: they would be told in part."""
        reply = await self._company.api.search(self._query(keys), demand)
        read = for_each_key(read_records(reply.records, _BY_SALES, self._company.instance))
        reading = self._company.reading(reply)
        return all_answered(keys, read, lambda order, records: _answer(order, records, reading))

    def _query(self, keys: Sequence[str]) -> Query:
        return Query(
            model="stock.shipment.out",
            # A move may come from many models: the last element says that of a sale's line is meant.
            domain=[
                ("moves.origin.sale.number", "in", keys, "sale.line"),
                ("company", "=", self._company.number),
            ],
            fields=asked(wire_shipments.Shipment),
        )


def _answer(
    order: str, records: Sequence[wire_shipments.Shipment], reading: Reading
) -> Found[Fulfilment] | Failed:
    subject = order_subject(order)
    notes = Notes(reading, subject)
    return mapped(
        records, lambda told: notes.as_found(fulfilment(order, told, notes)), reading.instance, subject
    )
