from datetime import UTC, datetime

import msgspec
import pytest

from adapters.erp_sim import mapping_returns, vocabulary, wire_supply
from adapters.erp_sim.notation import notes_on
from domain.errors import ImpossibleValue
from domain.exceptions import Finding
from domain.folds.return_status import return_state
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import MilestoneCode
from domain.quantities import quantity
from domain.returns import Disposition, Return, ReturnLine, ReturnState
from tests.doubles.clock import START

LINE = {
    "line": 10,
    "sku": "AX-1042",
    "uom": "EA",
    "quantity": 4,
    "reason": "DEF",
    "disposition": "QA",
}
RETURN = {
    "number": "RMA-0000042",
    "order": "SO-0000042",
    "sales_org": "1200",
    "state": "INSP",
    "authorised_at": "2026-02-24T08:00:00Z",
    "in_transit_at": "2026-02-25T08:00:00Z",
    "received_at": "2026-02-26T08:00:00Z",
    "inspected_at": "2026-02-27T08:00:00Z",
    "credited_at": None,
    "closed_at": None,
    "tracking_number": "1ZR410W70300000425",
    "site": "1000",
    "credit_memo": None,
    "currency": "USD",
    "lines": [LINE],
}
STATES = {
    "AUTH": ("authorised_at", ReturnState.AUTHORISED),
    "TRAN": ("in_transit_at", ReturnState.IN_TRANSIT),
    "RCVD": ("received_at", ReturnState.RECEIVED),
    "INSP": ("inspected_at", ReturnState.INSPECTED),
    "CRED": ("credited_at", ReturnState.CREDITED),
    "CLSD": ("closed_at", ReturnState.CLOSED),
}


def mapped(**changes: object) -> tuple[Return, tuple[Finding, ...]]:
    record = wire_supply.RETURN.decode(msgspec.json.encode(RETURN | changes))
    notes = notes_on("erp", "return:RMA-0000042")
    return mapping_returns.goods_return(record, notes, START), notes.findings


def test_a_return_comes_over() -> None:
    value, findings = mapped()
    assert findings == ()
    assert (value.number, value.order, value.source, value.refund) == ("RMA-0000042", "SO-0000042", "erp", "")
    assert value.business_unit == "1200"
    assert value.lines == (
        ReturnLine(
            line="10",
            sku="AX-1042",
            quantity=quantity(4),
            reason="defective",
            disposition=Disposition.QUARANTINE,
        ),
    )
    assert set(value.identifiers) == {
        Identifier(IdentifierKind.RETURN, "erp", "RMA-0000042"),
        Identifier(IdentifierKind.ORDER, "erp", "SO-0000042"),
        Identifier(IdentifierKind.TRACKING, "erp", "1ZR410W70300000425"),
    }


def test_each_step_is_told_for_each_line() -> None:
    value, _ = mapped(lines=[LINE, LINE | {"line": 20, "quantity": 1}], credit_memo="CM-1")
    received = [m for m in value.milestones if m.code is MilestoneCode.RETURN_RECEIVED]
    assert [(m.line, m.quantity, m.location, m.reference, m.occurred_at) for m in received] == [
        ("10", quantity(4), "1000", "RMA-0000042", datetime(2026, 2, 26, 8, tzinfo=UTC)),
        ("20", quantity(1), "1000", "RMA-0000042", datetime(2026, 2, 26, 8, tzinfo=UTC)),
    ]
    assert value.refund == "CM-1"


def test_the_table_of_states_is_whole() -> None:
    assert set(STATES) == set(vocabulary.RETURN_MILESTONE_OF)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_what_the_steps_fold_to(state: str) -> None:
    done = list(STATES)[: list(STATES).index(state) + 1]
    times = {field: "2026-02-24T08:00:00Z" if code in done else None for code, (field, _) in STATES.items()}
    value, findings = mapped(**times, state=state)
    assert findings == ()
    assert return_state(value.milestones) is STATES[state][1]


@pytest.mark.parametrize(("code", "reason"), vocabulary.RETURN_REASON_OF.items())
def test_every_reason_is_put_in_words(code: str, reason: str) -> None:
    assert mapped(lines=[LINE | {"reason": code}])[0].lines[0].reason == reason


@pytest.mark.parametrize(("code", "disposition"), vocabulary.DISPOSITION_OF.items())
def test_every_disposition_is_ours(code: str, disposition: Disposition) -> None:
    assert mapped(lines=[LINE | {"disposition": code}])[0].lines[0].disposition is disposition


def test_before_inspection_nothing_is_decided() -> None:
    value, findings = mapped(lines=[LINE | {"disposition": None}])
    assert value.lines[0].disposition is Disposition.UNDECIDED
    assert findings == ()


def test_an_unknown_state_is_kept_and_means_nothing() -> None:
    value, findings = mapped(state="REFU")
    (unknown,) = (m for m in value.milestones if m.code is MilestoneCode.UNKNOWN)
    assert unknown.raw_code == "REFU"
    assert [finding.group for finding in findings] == ["erp/return state/REFU"]
    assert return_state(value.milestones) is ReturnState.INSPECTED


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"lines": [LINE | {"reason": "XX"}]}, "erp/return reason/XX"),
        ({"lines": [LINE | {"disposition": "XX"}]}, "erp/disposition/XX"),
        ({"received_at": "2026-02-30T25:61:99Z"}, "erp/received_at"),
        ({"received_at": "2026-02-26T08:00:00"}, "erp/received_at"),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_named(changes: dict[str, object], group: str) -> None:
    value, findings = mapped(**changes)
    assert [finding.group for finding in findings] == [group]
    assert value.lines[0].quantity == quantity(4)


def test_a_line_without_a_possible_quantity_is_no_line() -> None:
    with pytest.raises(ImpossibleValue, match=r"^lines\[10\]\.quantity: .* is too large"):
        mapped(lines=[LINE | {"quantity": 10**30}])
