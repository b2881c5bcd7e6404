"""From the ERP's returns to ours."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from adapters.erp_sim import vocabulary
from adapters.erp_sim.notation import ErpNotes
from adapters.erp_sim.wire_supply import Return as WireReturn
from adapters.erp_sim.wire_supply import ReturnLine as WireLine
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.returns import Disposition, Return, ReturnLine


def goods_return(record: WireReturn, notes: ErpNotes, as_of: datetime | None) -> Return:
    """A return; raises ImpossibleValue where a line's quantity cannot be meant."""
    lines = tuple(_line(line, notes) for line in record.lines)
    return Return(
        number=record.number,
        source=notes.instance,
        order=record.order,
        business_unit=record.sales_org,
        lines=lines,
        refund=record.credit_memo or "",
        milestones=tuple(_milestones(record, lines, notes, as_of)),
        identifiers=notes.identifiers(
            (
                (IdentifierKind.RETURN, record.number),
                (IdentifierKind.ORDER, record.order),
                (IdentifierKind.TRACKING, record.tracking_number),
            )
        ),
        as_of=as_of,
    )


def _line(line: WireLine, notes: ErpNotes) -> ReturnLine:
    reasons, dispositions = vocabulary.RETURN_REASON_OF, vocabulary.DISPOSITION_OF
    reason, disposition = line.reason or "", line.disposition or ""
    undecided = Disposition.UNDECIDED
    return ReturnLine(
        line=str(line.line),
        sku=line.sku,
        quantity=notes.counted(line.quantity, notes.unit(line.uom), f"lines[{line.line}].quantity"),
        reason=notes.meaning("return reason", reason, reasons, reason) if reason else "",
        disposition=(
            notes.meaning("disposition", disposition, dispositions, undecided) if disposition else undecided
        ),
    )


def _milestones(
    record: WireReturn, lines: Sequence[ReturnLine], notes: ErpNotes, as_of: datetime | None
) -> Iterator[Milestone]:
    """Each step that is done, once for each line: so its quantities count for the order's lines."""
    for state, (field, text) in _steps(record).items():
        at = notes.instant(text, field)
        if at is None:
            continue
        step = _step(record, vocabulary.RETURN_MILESTONE_OF[state], at, state, notes)
        for line in lines:
            yield replace(step, line=line.line, quantity=line.quantity, reason=line.reason)
    known = notes.meaning("return state", record.state, vocabulary.RETURN_MILESTONE_OF, None)
    if known is None and as_of is not None:
        yield _step(record, MilestoneCode.UNKNOWN, as_of, record.state, notes)


def _step(record: WireReturn, code: MilestoneCode, at: datetime, state: str, notes: ErpNotes) -> Milestone:
    return Milestone(
        code=code,
        occurred_at=at,
        source=notes.instance,
        reference=record.number,
        location=record.site or "",
        raw_code=state,
    )


def _steps(record: WireReturn) -> Mapping[str, tuple[str, str | None]]:
    """State to the field that has its time, with that time."""
    return {
        "AUTH": ("authorised_at", record.authorised_at),
        "TRAN": ("in_transit_at", record.in_transit_at),
        "RCVD": ("received_at", record.received_at),
        "INSP": ("inspected_at", record.inspected_at),
        "CRED": ("credited_at", record.credited_at),
        "CLSD": ("closed_at", record.closed_at),
    }
