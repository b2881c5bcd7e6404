"""Orders by the names that others gave them: the ERP's lists take one kind of name a query."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from adapters.erp_sim import wire, wire_references
from adapters.erp_sim.notation import notes_on
from adapters.erp_sim.resources import DOCUMENTS, ORDERS, askable
from adapters.reading.references import OrdersOf, meant
from adapters.transport.answers import all_answered, answering
from adapters.transport.decode import RecordKind, decode, read_records
from adapters.transport.http import HttpTransport
from domain.identifiers import IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found

N = TypeVar("N")
W = TypeVar("W")

INVOICES_PATH = "/api/v2/invoices"
KINDS = frozenset({IdentifierKind.CHANNEL_ORDER, IdentifierKind.CUSTOMER_PO, IdentifierKind.INVOICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _List(Generic[N, W]):
    """A list that can be asked by such a name. order: whose record it is."""

    path: str
    parameter: str
    kind: RecordKind[str, N, W]
    order: Callable[[W], str]


_BY_CHANNEL = _List(
    path=ORDERS.path,
    parameter="channel_ref",
    kind=RecordKind(
        name=wire_references.BY_CHANNEL,
        key=lambda named: named.channel_ref,
        record=wire_references.NUMBERED,
        subject=f"{IdentifierKind.CHANNEL_ORDER}:{{}}".format,
    ),
    order=lambda record: record.number,
)
_BY_PURCHASE = _List(
    path=ORDERS.path,
    parameter="customer_po",
    kind=RecordKind(
        name=wire_references.BY_PURCHASE,
        key=lambda named: named.customer_po,
        record=wire_references.NUMBERED,
        subject=f"{IdentifierKind.CUSTOMER_PO}:{{}}".format,
    ),
    order=lambda record: record.number,
)
_BY_INVOICE = _List(
    path=INVOICES_PATH,
    parameter="numbers",
    kind=RecordKind(
        name=wire_references.BY_INVOICE,
        key=lambda named: named.number,
        record=wire_references.BILLED,
        subject=f"{IdentifierKind.INVOICE}:{{}}".format,
    ),
    order=lambda record: record.order,
)


def reads(transport: HttpTransport) -> Mapping[IdentifierKind, OrdersOf]:
    """What finds orders, by kind of name: one call for each kind in a batch."""
    return {
        IdentifierKind.CHANNEL_ORDER: _by(_BY_CHANNEL, transport),
        IdentifierKind.CUSTOMER_PO: _by(_BY_PURCHASE, transport),
        IdentifierKind.INVOICE: _by(_BY_INVOICE, transport),
    }


def _by(listed: _List[N, W], transport: HttpTransport) -> OrdersOf:
    async def fetch(keys: Sequence[str], demand: Demand) -> Mapping[str, Found[tuple[str, ...]] | Failed]:
        names = [key for key in keys if askable(key)]
        if not names:
            return {}
        request = transport.get(listed.path, {listed.parameter: ",".join(names)})
        page = decode(wire.PAGE, await transport.send(request, demand), transport.instance)
        fetched_at = transport.clock.now()

        def answer(key: str, records: Sequence[W]) -> Found[tuple[str, ...]]:
            notes = notes_on(transport.instance, listed.kind.subject(key))
            as_of = notes.instant(page.as_of, "as_of")
            return meant(map(listed.order, records), notes, as_of, fetched_at)

        read = read_records(page.data, listed.kind, transport.instance)
        return all_answered(keys, read, answer, absent=[*page.not_found, *(set(keys) - set(names))])

    return answering(fetch, at_most=DOCUMENTS)
