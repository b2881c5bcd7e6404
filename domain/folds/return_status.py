"""The return status of an order, and the state of one return, by the facts of all systems."""

from collections.abc import Iterable, Sequence

from domain.folds.line_quantities import quantities_of
from domain.milestones import RANK, Milestone, MilestoneCode, actual
from domain.orders import OrderLine, OrderReturnStatus
from domain.returns import ReturnState

STATE_OF: dict[MilestoneCode, ReturnState] = {
    MilestoneCode.RETURN_AUTHORISED: ReturnState.AUTHORISED,
    MilestoneCode.RETURN_IN_TRANSIT: ReturnState.IN_TRANSIT,
    MilestoneCode.RETURN_RECEIVED: ReturnState.RECEIVED,
    MilestoneCode.RETURN_INSPECTED: ReturnState.INSPECTED,
    MilestoneCode.RETURN_CREDITED: ReturnState.CREDITED,
    MilestoneCode.RETURN_REFUSED: ReturnState.REFUSED,
    MilestoneCode.RETURN_CLOSED: ReturnState.CLOSED,
}


def order_return_status(lines: Sequence[OrderLine], milestones: Iterable[Milestone]) -> OrderReturnStatus:
    """OPEN while nothing of an authorised return has arrived; refused returns count for nothing."""
    known = _without_refused(actual(milestones))
    amounts = [quantities_of(line, known) for line in lines]
    if any(line.returned.amount for line in amounts):
        back = all(line.returned.amount >= line.ordered.amount - line.cancelled.amount for line in amounts)
        return OrderReturnStatus.RETURNED if back else OrderReturnStatus.PARTIALLY_RETURNED
    facts = [fact for fact in known if fact.code in STATE_OF]
    open_returns = {fact.reference for fact in facts} - {
        fact.reference for fact in facts if fact.code is MilestoneCode.RETURN_CLOSED
    }
    return OrderReturnStatus.OPEN if open_returns else OrderReturnStatus.NONE


def return_state(milestones: Iterable[Milestone]) -> ReturnState:
    """The furthest state that the facts of one return reached."""
    reached = [fact.code for fact in actual(milestones) if fact.code in STATE_OF]
    if not reached:
        return ReturnState.UNKNOWN
    return STATE_OF[max(reached, key=RANK.__getitem__)]


def _without_refused(facts: Sequence[Milestone]) -> list[Milestone]:
    """The facts without those of refused returns, or of the lines of one that were."""
    refused = {(fact.reference, fact.line) for fact in facts if fact.code is MilestoneCode.RETURN_REFUSED}
    return [
        fact
        for fact in facts
        if fact.code not in STATE_OF or not refused & {(fact.reference, ""), (fact.reference, fact.line)}
    ]
