"""Looking up the warehouses' zones, which change seldom: they are kept for an hour."""

import math
from collections.abc import Collection

from adapters.erp_tryton.api import Query
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.reading import Company
from adapters.erp_tryton.resources import WITH_INACTIVE
from adapters.erp_tryton.wire import stock as wire_stock
from adapters.erp_tryton.wire import values as wire
from adapters.transport.decode import RecordKind, RecordsRead
from domain.ports.demand import Demand

_HOLD_S = 3600.0

_BY_CODE: RecordKind[str, wire.CodedKey, wire_stock.Warehouse] = RecordKind(
    name=wire.CODED_KEY,
    key=lambda record: record.code,
    record=wire_stock.WAREHOUSE,
    subject="location:{}".format,
)


class Warehouses:
    """All warehouses of a company, in one call."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._known: RecordsRead[str, wire_stock.Warehouse] = RecordsRead()
        self._looked_up_at = -math.inf

    async def known(self, codes: Collection[str], demand: Demand) -> RecordsRead[str, wire_stock.Warehouse]:
        """Those that are remembered, looked up again where one of `codes` is not among them."""
        now = self._company.api.transport.clock.monotonic()
        remembered = {code for code, _ in self._known.records}
        if now - self._looked_up_at < _HOLD_S and remembered.issuperset(codes):
            return self._known
        query = Query(
            model="stock.location",
            domain=[("type", "=", "warehouse"), WITH_INACTIVE],
            fields=asked(wire_stock.Warehouse),
        )
        reply = await self._company.api.search(query, demand)
        self._known = self._company.records(reply, _BY_CODE)
        self._looked_up_at = now
        return self._known
