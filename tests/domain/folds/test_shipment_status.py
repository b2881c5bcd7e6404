from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.folds.shipment_status import (
    STATUS_OF,
    TROUBLE,
    current_estimate,
    delay,
    delivery,
    shipment_status,
    status_of_all,
)
from domain.milestones import Classifier, FaultParty, Milestone
from domain.shipments import Delay, Estimate
from domain.shipments import ShipmentStatus as Status
from tests.domain.histories import HOURS, SHIPMENT_CODES, SHIPMENT_HISTORIES, Code, at, fact

WAYS: dict[str, tuple[list[Code], Status]] = {
    "nothing told": ([], Status.UNKNOWN),
    "label made": ([Code.SHIPMENT_CREATED], Status.CREATED),
    "carrier at the dock": ([Code.SHIPMENT_CREATED, Code.ARRIVED_AT_PICKUP], Status.AT_PICKUP),
    "packed while the carrier waits": ([Code.ARRIVED_AT_PICKUP, Code.PACKED], Status.AT_PICKUP),
    "picked up": ([Code.ARRIVED_AT_PICKUP, Code.PICKED_UP], Status.PICKED_UP),
    "the warehouse says so": ([Code.PACKED, Code.SHIPPED], Status.PICKED_UP),
    "on its way": ([Code.PICKED_UP, Code.DEPARTED, Code.ARRIVED], Status.IN_TRANSIT),
    "picked up by the next carrier": ([Code.PICKED_UP, Code.IN_TRANSIT, Code.PICKED_UP], Status.IN_TRANSIT),
    "in customs": ([Code.IN_TRANSIT, Code.CUSTOMS_STARTED], Status.CUSTOMS),
    "through customs": ([Code.CUSTOMS_STARTED, Code.CUSTOMS_CLEARED], Status.IN_TRANSIT),
    "late and on its way": ([Code.IN_TRANSIT, Code.DELAYED], Status.IN_TRANSIT),
    "nobody home": ([Code.OUT_FOR_DELIVERY, Code.DELIVERY_ATTEMPTED], Status.DELIVERY_ATTEMPTED),
    "second try": ([Code.DELIVERY_ATTEMPTED, Code.OUT_FOR_DELIVERY], Status.OUT_FOR_DELIVERY),
    "at the parcel shop": ([Code.DELIVERY_ATTEMPTED, Code.AVAILABLE_FOR_PICKUP], Status.AVAILABLE_FOR_PICKUP),
    "delivered": ([Code.OUT_FOR_DELIVERY, Code.DELIVERED], Status.DELIVERED),
    "a scan after delivery": ([Code.DELIVERED, Code.IN_TRANSIT], Status.DELIVERED),
    "a complaint after delivery": ([Code.DELIVERED, Code.EXCEPTION], Status.DELIVERED),
    "cancelled after delivery": ([Code.DELIVERED, Code.CANCELLED], Status.DELIVERED),
    "sent back after delivery": ([Code.DELIVERED, Code.RETURN_STARTED], Status.RETURNING),
    "refused at the door": (
        [Code.DELIVERY_ATTEMPTED, Code.RETURN_STARTED, Code.IN_TRANSIT],
        Status.RETURNING,
    ),
    "given to the sender": ([Code.RETURN_STARTED, Code.DELIVERED], Status.RETURNING),
    "back": ([Code.RETURN_STARTED, Code.RETURNED_TO_SENDER, Code.IN_TRANSIT], Status.RETURNED),
    "trouble": ([Code.IN_TRANSIT, Code.EXCEPTION], Status.EXCEPTION),
    "trouble overcome": ([Code.EXCEPTION, Code.OUT_FOR_DELIVERY], Status.OUT_FOR_DELIVERY),
    "trouble before the pickup, overcome": (
        [Code.ARRIVED_AT_PICKUP, Code.EXCEPTION, Code.PICKED_UP],
        Status.PICKED_UP,
    ),
    "trouble after the pickup, told of again": (
        [Code.PICKED_UP, Code.EXCEPTION, Code.SHIPPED],
        Status.EXCEPTION,
    ),
    "lost": ([Code.IN_TRANSIT, Code.LOST], Status.LOST),
    "found": ([Code.LOST, Code.ARRIVED], Status.IN_TRANSIT),
    "lost on the way back": ([Code.RETURN_STARTED, Code.LOST], Status.LOST),
    "voided": ([Code.SHIPMENT_CREATED, Code.CANCELLED], Status.CANCELLED),
    "a code of orders": ([Code.INVOICED], Status.UNKNOWN),
}


@pytest.mark.parametrize(("codes", "expected"), WAYS.values(), ids=WAYS)
def test_status_after_facts_in_this_order(codes: list[Code], expected: Status) -> None:
    assert shipment_status([fact(code, hour, "carrier") for hour, code in enumerate(codes)]) is expected


@given(before=SHIPMENT_HISTORIES, codes=st.lists(st.sampled_from(SHIPMENT_CODES), max_size=5))
def test_once_delivered_only_a_way_back_changes_the_status(
    before: Sequence[Milestone], codes: list[Code]
) -> None:
    way_back = {Code.RETURN_STARTED, Code.RETURNED_TO_SENDER}
    until = [each for each in before if each.code not in {*way_back, Code.CANCELLED}]
    later = [fact(code, 21, "tms") for code in codes if code not in way_back]
    assert shipment_status([*until, fact(Code.DELIVERED, 20, "carrier"), *later]) is Status.DELIVERED


@given(history=SHIPMENT_HISTORIES)
def test_only_a_fact_of_delivery_delivers(history: Sequence[Milestone]) -> None:
    found = delivery(history)
    if shipment_status(history) is Status.DELIVERED:
        assert found is not None
    if found is not None:
        assert found.code is Code.DELIVERED
        assert found in history
    assert delivery([each for each in history if each.code is not Code.DELIVERED]) is None


def test_a_delivery_stays_one_when_the_goods_come_back() -> None:
    delivered = fact(Code.DELIVERED, 2, "carrier")
    assert delivery([delivered, fact(Code.RETURN_STARTED, 3), fact(Code.RETURNED_TO_SENDER, 4)]) == delivered


def test_what_came_back_to_its_sender_was_not_delivered() -> None:
    assert delivery([fact(Code.RETURN_STARTED, 1), fact(Code.DELIVERED, 2)]) is None


def test_every_status_but_the_unknown_has_a_milestone() -> None:
    assert set(STATUS_OF.values()) == set(Status) - {Status.UNKNOWN}


PIECES: dict[str, tuple[list[Status], Status]] = {
    "none": ([], Status.UNKNOWN),
    "one": ([Status.CUSTOMS], Status.CUSTOMS),
    "the slower one counts": ([Status.DELIVERED, Status.IN_TRANSIT], Status.IN_TRANSIT),
    "all delivered": ([Status.DELIVERED, Status.DELIVERED], Status.DELIVERED),
    "one is in trouble": ([Status.DELIVERED, Status.EXCEPTION], Status.EXCEPTION),
    "lost is worse": ([Status.EXCEPTION, Status.LOST], Status.LOST),
    "one comes back": ([Status.DELIVERED, Status.RETURNING], Status.RETURNING),
    "a voided label does not hold up": ([Status.DELIVERED, Status.CANCELLED], Status.DELIVERED),
    "all voided": ([Status.CANCELLED, Status.CANCELLED], Status.CANCELLED),
    "nobody knows one, another moves": ([Status.UNKNOWN, Status.IN_TRANSIT], Status.IN_TRANSIT),
    "nobody knows one, the other arrived": ([Status.UNKNOWN, Status.DELIVERED], Status.UNKNOWN),
    "nobody knows one, the other is lost": ([Status.UNKNOWN, Status.LOST], Status.LOST),
}


@pytest.mark.parametrize(("pieces", "expected"), PIECES.values(), ids=PIECES)
def test_status_of_several_pieces(pieces: list[Status], expected: Status) -> None:
    assert status_of_all(pieces) is expected


@given(pieces=st.lists(st.sampled_from(Status), min_size=1), data=st.data())
def test_several_pieces_are_where_one_of_them_is_unless_one_is_unknown(
    pieces: list[Status], data: st.DataObject
) -> None:
    together = status_of_all(pieces)
    assert status_of_all(data.draw(st.permutations([*pieces, *pieces]))) is together
    assert together in {*pieces, Status.UNKNOWN}
    assert (together is Status.DELIVERED) == (set(pieces) - {Status.CANCELLED} == {Status.DELIVERED})
    assert (together in TROUBLE) == any(status in TROUBLE for status in pieces)


PROMISE = at(10)
ESTIMATES = st.builds(
    Estimate,
    at=st.builds(at, HOURS),
    source=st.sampled_from(("carrier", "tms")),
    told_at=st.none() | st.builds(at, HOURS),
    classifier=st.sampled_from((Classifier.ESTIMATED, Classifier.PLANNED)),
)


@given(estimates=st.lists(ESTIMATES, min_size=1), data=st.data())
def test_the_current_estimate_does_not_depend_on_how_estimates_arrive(
    estimates: list[Estimate], data: st.DataObject
) -> None:
    current = current_estimate(estimates)
    arrived = data.draw(st.permutations([*estimates, *data.draw(st.lists(st.sampled_from(estimates)))]))
    assert current_estimate(arrived) == current
    assert current is not None
    told = [each.told_at for each in estimates if each.told_at]
    assert current.told_at == max(told, default=None)
    if not told:
        assert current.at == max(each.at for each in estimates)


def test_without_estimates_there_is_no_current_one() -> None:
    assert current_estimate([]) is None


def estimate(hour: float, told: float | None = None) -> Estimate:
    return Estimate(at=at(hour), source="carrier", told_at=None if told is None else at(told))


LATE = fact(Code.DELIVERED, 13, "carrier")
WEATHER = replace(fact(Code.DELAYED, 5, "carrier", reason="weather"), fault=FaultParty.WEATHER)
DELAYS: dict[str, tuple[datetime | None, list[Estimate], list[Milestone], Delay | None]] = {
    "nothing promised": (None, [estimate(12)], [LATE], None),
    "nothing known": (PROMISE, [], [], None),
    "on time by the estimate": (PROMISE, [estimate(10)], [], None),
    "late by the estimate": (
        PROMISE,
        [estimate(12, told=4)],
        [],
        Delay(promised_at=PROMISE, by=timedelta(hours=2), since=at(4)),
    ),
    "late by an estimate of nobody knows when": (
        PROMISE,
        [estimate(12)],
        [],
        Delay(promised_at=PROMISE, by=timedelta(hours=2)),
    ),
    "a newer estimate takes it back": (PROMISE, [estimate(12, told=4), estimate(9, told=5)], [], None),
    "delivered late": (
        PROMISE,
        [estimate(9)],
        [LATE],
        Delay(promised_at=PROMISE, by=timedelta(hours=3), since=PROMISE),
    ),
    "delivered on time, against the estimate": (PROMISE, [estimate(12)], [fact(Code.DELIVERED, 9)], None),
    "with the last cause": (
        PROMISE,
        [estimate(12, told=6)],
        [fact(Code.EXCEPTION, 4, reason="nobody home"), WEATHER, fact(Code.ARRIVED, 6)],
        Delay(
            promised_at=PROMISE,
            by=timedelta(hours=2),
            since=at(6),
            reason="weather",
            fault=FaultParty.WEATHER,
        ),
    ),
    "for a reason that is nobody's fault": (
        PROMISE,
        [estimate(12, told=6)],
        [fact(Code.EXCEPTION, 4, reason="nobody home")],
        Delay(promised_at=PROMISE, by=timedelta(hours=2), since=at(6), reason="nobody home"),
    ),
    "through somebody who gives no reason": (
        PROMISE,
        [estimate(12, told=6)],
        [replace(fact(Code.EXCEPTION, 4), fault=FaultParty.CUSTOMS)],
        Delay(promised_at=PROMISE, by=timedelta(hours=2), since=at(6), fault=FaultParty.CUSTOMS),
    ),
    "a plan delivers nothing": (
        PROMISE,
        [estimate(11, told=6)],
        [replace(LATE, classifier=Classifier.PLANNED)],
        Delay(promised_at=PROMISE, by=timedelta(hours=1), since=at(6)),
    ),
    "given back to the sender in time": (
        PROMISE,
        [estimate(11, told=6)],
        [fact(Code.RETURN_STARTED, 7), fact(Code.DELIVERED, 9)],
        Delay(promised_at=PROMISE, by=timedelta(hours=1), since=at(6)),
    ),
}


@pytest.mark.parametrize(("promised", "estimates", "facts", "expected"), DELAYS.values(), ids=DELAYS)
def test_delay_against_the_promise(
    promised: datetime | None, estimates: list[Estimate], facts: list[Milestone], expected: Delay | None
) -> None:
    assert delay(promised, estimates, facts) == expected


@given(promised=st.builds(at, HOURS), history=SHIPMENT_HISTORIES, estimates=st.lists(ESTIMATES))
def test_a_delay_is_never_early(
    promised: datetime, history: Sequence[Milestone], estimates: list[Estimate]
) -> None:
    found = delay(promised, estimates, history)
    assert found is None or found.by > timedelta(0)


def test_a_later_promise_is_missed_by_less() -> None:
    by = [delay(at(hour), [], [LATE]) for hour in (10, 11, 12)]
    assert all(before and after and before.by > after.by for before, after in pairwise(by))
