"""The orders of the loads that a load's number, a tracking number or a PRO number names."""

from collections.abc import Iterator, Mapping, Sequence

from adapters.reading.notes import Notes
from adapters.reading.references import meant
from adapters.tms_sim import wire
from adapters.tms_sim.vocabulary import LOAD, ORDER, PRO, TRACKING
from adapters.transport.answers import all_answered
from adapters.transport.decode import (
    RecordKind,
    RecordsRead,
    decode,
    for_each_key,
    read_records,
    unusable,
)
from adapters.transport.http import HttpTransport
from domain.identifiers import IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.references import Reference, ReferredOrders

BY_REFERENCE_PATH = "/loads/by-reference"
UNTOLD = "loads: a reference is neither there nor unmatched"

_TYPES_OF: Mapping[IdentifierKind, tuple[str, ...]] = {
    IdentifierKind.LOAD: (LOAD,),
    IdentifierKind.TRACKING: (TRACKING, PRO),
}
"""A caller does not know whether a number is a parcel's or a linehaul carrier's."""

KINDS = frozenset(_TYPES_OF)
MOST_NAMES = 50
"""Each may take two references, of which a call has at most 100."""


def _names(load: wire.LoadNames) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(_each_name(load)))


def _each_name(load: wire.LoadNames) -> Iterator[Reference]:
    yield Reference(IdentifierKind.LOAD, load.load_number)
    for leg in load.legs:
        for number in (leg.pro_number or "", *leg.tracking_numbers):
            yield Reference(IdentifierKind.TRACKING, number)


_BY_NAMES: RecordKind[tuple[Reference, ...], wire.LoadNames, wire.Key] = RecordKind(
    name=wire.LOAD_NAMES,
    key=_names,
    record=wire.KEY,
    subject=lambda names: ", ".join(map(str, names)),
)


class OrdersByReference:
    """One call for all names of a batch. Raises BackendError."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport

    async def read(
        self, keys: Sequence[Reference], demand: Demand
    ) -> Mapping[Reference, Found[ReferredOrders] | Failed]:
        """A load that names no order tells nothing of any."""
        asked = [key for key in keys if key.kind in _TYPES_OF]
        if not asked:
            return {}
        reply = await self._asked(asked, demand)
        read = for_each_key(read_records(reply.loads, _BY_NAMES, self._transport.instance))
        named = [(key, record) for key, record in read.records if _orders(record)]
        silent = {key for key, record in read.records if not _orders(record)}
        unmatched = {(told.type, told.value) for told in reply.unmatched}
        absent = {key for key in asked if {(t, key.value) for t in _TYPES_OF[key.kind]} <= unmatched}
        unnamed = read.unnamed or unusable(self._transport.instance, UNTOLD, UNTOLD)
        return all_answered(
            asked, RecordsRead(named, read.failed, unnamed), self._found, absent=absent | silent
        )

    async def _asked(self, keys: Sequence[Reference], demand: Demand) -> wire.ByReference:
        references = [{"type": name, "value": key.value} for key in keys for name in _TYPES_OF[key.kind]]
        request = self._transport.post_json(BY_REFERENCE_PATH, {"references": references})
        return decode(
            wire.BY_REFERENCE, await self._transport.send(request, demand), self._transport.instance
        )

    def _found(self, key: Reference, records: Sequence[wire.Key]) -> Found[ReferredOrders]:
        """A shipment that is tendered again has two loads, of the same orders."""
        notes = Notes(self._transport.instance, str(key))
        orders = (number for record in records for number in _orders(record))
        told = meant(orders, notes, None, self._transport.clock.now())
        return Found(ReferredOrders(reference=key, orders=told.value), told.stamps)


def _orders(load: wire.Key) -> list[str]:
    return [told.value for told in load.references if told.type == ORDER and told.value]
