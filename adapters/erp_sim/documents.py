"""The documents inside an order record that can be lost one by one: holds, deliveries, invoices, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from adapters.erp_sim import wire
from adapters.erp_sim.notation import ErpNotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Those of one order that can be read, in the ERP's order."""

    holds: tuple[wire.Hold, ...]
    deliveries: tuple[wire.Delivery, ...]
    invoices: tuple[wire.Invoice, ...]
    history: tuple[wire.HistoryEntry, ...]


def read_documents(record: wire.Order, notes: ErpNotes) -> Documents:
    """Read what can be read; the rest is noted."""
    return Documents(
        holds=tuple(notes.rows(record.holds, wire.HOLD, "holds")),
        deliveries=tuple(notes.rows(record.deliveries, wire.DELIVERY, "deliveries")),
        invoices=tuple(notes.rows(record.invoices, wire.INVOICE, "invoices")),
        history=tuple(notes.rows(record.history, wire.HISTORY_ENTRY, "history")),
    )


def billed_deliveries(documents: Documents, lines: Sequence[wire.OrderLine]) -> Mapping[str, wire.Delivery]:
    """Invoice number to the delivery that it bills.

    The ERP's record ties the two by their value alone: an invoice bills one delivery at the prices of
    the order. An invoice whose amount is no delivery's value is left out.
    """
    waiting = list(documents.deliveries)
    billed: dict[str, wire.Delivery] = {}
    for invoice in documents.invoices:
        amount = _decimal(invoice.amount)
        match = next((each for each in waiting if amount is not None and _value(each, lines) == amount), None)
        if match is not None:
            waiting.remove(match)
            billed[invoice.number] = match
    return billed


def _value(delivery: wire.Delivery, lines: Sequence[wire.OrderLine]) -> Decimal | None:
    prices = {line.line: _decimal(line.unit_price) for line in lines}
    value = Decimal(0)
    for row in delivery.lines:
        price = prices.get(row.line)
        if price is None:
            return None
        value += price * row.quantity
    return value


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None
