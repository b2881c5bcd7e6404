"""The words that the graph publishes: a list that changes changes the contract."""

from datetime import timedelta
from enum import StrEnum

import pytest

from domain.milestones import Classifier, FaultParty
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.partners import Lane, Scope
from domain.purchasing import PurchaseState
from domain.reservations.states import ReservationState
from domain.returns import Disposition, ReturnState
from domain.shapes.stock_amounts import StockBand
from domain.shipments import Delay, ShipmentStatus

# In the order of progress, where there is one: folds stand on it.
WORDS: dict[type[StrEnum], str] = {
    OrderStatus: "RECEIVED ACKNOWLEDGED ON_HOLD RELEASED BACKORDERED ALLOCATED PICKING PACKED "
    "PARTIALLY_SHIPPED SHIPPED PARTIALLY_DELIVERED DELIVERED CLOSED CANCELLED UNKNOWN",
    BillingStatus: "NOT_INVOICED PARTIALLY_INVOICED INVOICED CREDITED",
    OrderReturnStatus: "NONE OPEN PARTIALLY_RETURNED RETURNED",
    ShipmentStatus: "CREATED AT_PICKUP PICKED_UP IN_TRANSIT CUSTOMS OUT_FOR_DELIVERY AVAILABLE_FOR_PICKUP "
    "DELIVERY_ATTEMPTED DELIVERED EXCEPTION RETURNING RETURNED CANCELLED LOST UNKNOWN",
    ReturnState: "AUTHORISED IN_TRANSIT RECEIVED INSPECTED CREDITED CLOSED REFUSED UNKNOWN",
    Disposition: "RESTOCK QUARANTINE SCRAP UNDECIDED",
    PurchaseState: "PLACED ACKNOWLEDGED ANNOUNCED PARTIALLY_RECEIVED RECEIVED CANCELLED UNKNOWN",
    ReservationState: "HELD CONFIRMED TAKEN_OVER RELEASED EXPIRED",
    Classifier: "PLANNED ESTIMATED ACTUAL",
    FaultParty: "CARRIER SHIPPER CONSIGNEE CUSTOMS WEATHER UNKNOWN",
    StockBand: "IN_STOCK LOW OUT",
    Lane: "INTERACTIVE STOREFRONT PARTNER_BULK BACKGROUND",
}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_the_list_is_the_published_one(words: type[StrEnum]) -> None:
    assert [member.value for member in words] == WORDS[words].split()
    assert [member.name for member in words] == WORDS[words].split()


def test_scopes_name_a_subject_a_verb_and_perhaps_a_part() -> None:
    assert {len(scope.split(":")) for scope in Scope} == {2, 3}
    assert {scope.split(":")[1] for scope in Scope} == {"read", "write", "manage"}


@pytest.mark.parametrize(
    ("by", "seconds"), [(timedelta(hours=2), 7200), (timedelta(days=3, microseconds=999_999), 259_200)]
)
def test_a_delay_in_whole_seconds(by: timedelta, seconds: int) -> None:
    assert Delay(by=by).seconds == seconds
