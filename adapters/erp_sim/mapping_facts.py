"""What happened to an order, as the ERP knows it.

Documents tell best what they are about: holds their reason, deliveries what left, invoices what was
billed. The history tells the rest, and whatever no document of the record accounts for.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from adapters.erp_sim import vocabulary, wire
from adapters.erp_sim.documents import Documents, billed_deliveries
from adapters.erp_sim.notation import ErpNotes
from domain.milestones import Milestone, MilestoneCode


def order_milestones(record: wire.Order, documents: Documents, notes: ErpNotes) -> tuple[Milestone, ...]:
    """Every fact of an order record, once."""
    facts = _Facts(record, documents, notes)
    told = (*facts.history(), *facts.holds(), *facts.shipped(), *facts.invoiced(), *facts.header())
    return tuple(dict.fromkeys(told))


class _Facts:
    def __init__(self, record: wire.Order, documents: Documents, notes: ErpNotes) -> None:
        self._record = record
        self._documents = documents
        self._notes = notes
        self._lines = {line.line: line for line in record.lines}

    def history(self) -> Iterator[Milestone]:
        numbers = {delivery.number for delivery in self._documents.deliveries}
        numbers |= {invoice.number for invoice in self._documents.invoices}
        held = {(vocabulary.HELD, hold.since) for hold in self._documents.holds}
        released = {(vocabulary.HOLD_RELEASED, hold.released_at) for hold in self._documents.holds}
        for entry in self._documents.history:
            document = entry.delivery or entry.invoice
            if document and document not in numbers:
                self._notes.bad(f"history[{entry.code}]", f"names {document}, which is not in the record")
            elif not document and (entry.code, entry.at) not in held | released:
                yield from self._entry(entry)

    def _entry(self, entry: wire.HistoryEntry) -> Iterator[Milestone]:
        place = f"history[{entry.code}]"
        meanings = vocabulary.MILESTONE_OF
        code = self._notes.meaning("history", entry.code, meanings, MilestoneCode.UNKNOWN)
        reference = entry.return_number or ""
        fact = self._fact(code, entry.code, entry.at, f"{place}.at", reference)
        if fact is None:
            return
        if entry.line is None:
            yield fact
        else:
            yield from self._of_lines(fact, [(entry.line, entry.quantity)], place)
        if code is MilestoneCode.RETURN_CREDITED and self._record.billing_status == vocabulary.ALL_CREDITED:
            yield replace(fact, code=MilestoneCode.CREDITED)

    def holds(self) -> Iterator[Milestone]:
        for hold in self._documents.holds:
            place = f"holds[{hold.code}]"
            reason = vocabulary.HOLD_REASON_OF.get(hold.code, hold.code)
            for code, raw, at in (
                (MilestoneCode.HELD, vocabulary.HELD, hold.since),
                (MilestoneCode.HOLD_RELEASED, vocabulary.HOLD_RELEASED, hold.released_at),
            ):
                fact = self._fact(code, raw, at, place, hold.code)
                if fact is not None:
                    yield replace(fact, reason=reason)

    def shipped(self) -> Iterator[Milestone]:
        """What left with each delivery, under the name that the warehouse gave the shipment."""
        for delivery in self._documents.deliveries:
            place = f"deliveries[{delivery.number}]"
            reference = delivery.shipment_ref or delivery.number
            fact = self._fact(MilestoneCode.SHIPPED, "PGI", delivery.posted_at, place, reference)
            if fact is not None:
                fact = replace(fact, location=delivery.site)
                yield from self._of_lines(fact, _rows(delivery), place)

    def invoiced(self) -> Iterator[Milestone]:
        """An invoice bills one delivery; the last one of an order that is fully invoiced bills the rest."""
        billed = billed_deliveries(self._documents, self._record.lines)
        billing = self._record.billing_status
        if billing:
            self._notes.unless_known("billing status", billing, vocabulary.BILLING_STATUSES)
        full = billing in vocabulary.FULLY_INVOICED
        last = self._documents.invoices[-1] if full and self._documents.invoices else None
        for invoice in self._documents.invoices:
            place = f"invoices[{invoice.number}]"
            delivery = billed.get(invoice.number)
            fact = self._fact(MilestoneCode.INVOICED, "INV", invoice.posted_at, place, invoice.number)
            if fact is None:
                continue
            if invoice is last:
                yield fact
            elif delivery is not None:
                yield from self._of_lines(fact, _rows(delivery), place)
            else:
                self._notes.bad(place, "bills an amount that is the value of no delivery")

    def header(self) -> Iterator[Milestone]:
        """What the status alone says: that the warehouse is at work, or something that we do not know."""
        status = self._record.status
        self._notes.unless_known("order status", status, vocabulary.ORDER_STATUSES)
        code = MilestoneCode.PICK_STARTED
        if status not in vocabulary.ORDER_STATUSES:
            code = MilestoneCode.UNKNOWN
        elif status != vocabulary.IN_FULFILMENT:
            return
        fact = self._fact(code, status, self._record.changed_at, "changed_at")
        if fact is not None:
            yield fact

    def _fact(
        self, code: MilestoneCode, raw: str, at: str | None, place: str, reference: str = ""
    ) -> Milestone | None:
        occurred_at = self._notes.instant(at, place)
        if occurred_at is None:
            return None
        return Milestone(
            code=code,
            occurred_at=occurred_at,
            source=self._notes.instance,
            reference=reference,
            raw_code=raw,
        )

    def _of_lines(
        self, fact: Milestone, rows: Iterable[tuple[int, int | None]], place: str
    ) -> Iterator[Milestone]:
        """The fact for each line with its quantity; what cannot be meant is noted and left out."""
        for number, amount in rows:
            line = self._lines.get(number)
            if line is None:
                self._notes.bad(f"{place}.line", f"there is no line {number}")
                continue
            quantity = self._notes.quantity(amount, self._notes.unit(line.uom), f"{place}.quantity")
            if amount is None or quantity is not None:
                location = fact.location or line.site
                yield replace(fact, line=str(number), quantity=quantity, location=location)


def _rows(delivery: wire.Delivery) -> list[tuple[int, int | None]]:
    return [(row.line, row.quantity) for row in delivery.lines]
