"""Why a partner is not shown a field as it is."""

from typing import NamedTuple

from domain.partners import Principal
from domain.policy import unrestricted
from gateway.execution.planned.foreseen import Foreseen, Shaped


class Reason(NamedTuple):
    """One row: the path of the field, what becomes of it, and why."""

    field: str
    outcome: str
    why: str


def reasons_of(foreseen: Foreseen, principal: Principal) -> list[Reason]:
    """In the order of the operation; the rows come last, for they hold for all of it."""
    rows = [Reason(".".join(each.path), "null, with an error", each.reason) for each in foreseen.refused]
    rows += [_shaped(each) for each in foreseen.shaped]
    if not unrestricted(principal):
        rows.append(Reason("(every record)", "only its own", _own(principal)))
    return rows


def _shaped(each: Shaped) -> Reason:
    outcome = "null" if each.absent else "less exactly"
    return Reason(".".join(each.path), outcome, f"the grant's shape of {each.field}")


def _own(principal: Principal) -> str:
    rows = principal.grant.rows
    told = [(name, getattr(rows, name)) for name in rows.__struct_fields__]
    return "; ".join(f"{name}: {', '.join(sorted(own)) or 'none'}" for name, own in told if own is not None)
