"""The return status of an order, and the state of one return, by the facts of all systems."""

from collections.abc import Iterable, Sequence

from domain.folds.line_quantities import line_quantities
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

_ENDED = {ReturnState.REFUSED, ReturnState.CLOSED}


def order_return_status(lines: Sequence[OrderLine], milestones: Iterable[Milestone]) -> OrderReturnStatus:
    """OPEN while nothing of an authorised return has arrived; refused returns count for nothing."""
    facts = [fact for fact in actual(milestones) if fact.code in STATE_OF]
    amounts = [line_quantities(line, facts) for line in lines]
    if any(line.returned.amount for line in amounts):
        back = all(line.returned.amount >= line.ordered.amount - line.cancelled.amount for line in amounts)
        return OrderReturnStatus.RETURNED if back else OrderReturnStatus.PARTIALLY_RETURNED
    open_returns = {fact.reference for fact in facts} - {
        fact.reference for fact in facts if STATE_OF[fact.code] in _ENDED
    }
    return OrderReturnStatus.OPEN if open_returns else OrderReturnStatus.NONE


def return_state(milestones: Iterable[Milestone]) -> ReturnState:
    """The furthest state that the facts of one return reached."""
    reached = [fact.code for fact in actual(milestones) if fact.code in STATE_OF]
    if not reached:
        return ReturnState.UNKNOWN
    return STATE_OF[max(reached, key=RANK.__getitem__)]
