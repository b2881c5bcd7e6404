from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.log.filters import EventFilter, keys_of, matches
from tests.domain.log.examples import shipped
from tests.doubles.clock import START

EVENT = shipped()


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (EventFilter(), True),
        (EventFilter(types=frozenset({"order.shipped"})), True),
        (EventFilter(types=frozenset({"order"})), True),
        (EventFilter(types=frozenset({"order.packed", "shipment"})), False),
        (EventFilter(types=frozenset()), False),
        (EventFilter(keys=frozenset({"order:SO-1"})), True),
        (EventFilter(keys=frozenset({"sku:A-1", "order:SO-9"})), True),
        (EventFilter(keys=frozenset({"order:SO-9"})), False),
        (EventFilter(keys=frozenset()), False),
        (EventFilter(sources=frozenset({"wms_east"})), True),
        (EventFilter(sources=frozenset({"erp"})), False),
        (EventFilter(since=START), True),
        (EventFilter(since=START + timedelta(seconds=1)), False),
        (EventFilter(types=frozenset({"order"}), sources=frozenset({"erp"})), False),
    ],
)
def test_all_that_is_given_must_hold(wanted: EventFilter, *, holds: bool) -> None:
    assert matches(wanted, EVENT) is holds


def test_an_event_concerns_its_subject_and_what_is_related() -> None:
    assert keys_of(EVENT) == {"order:SO-1", "sku:A-1"}


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (EventFilter(customers=frozenset({"C-1", "C-9"})), True),
        (EventFilter(customers=frozenset({"C-9"})), False),
        (EventFilter(customers=frozenset({"C-1"}), carriers=frozenset({"PONE"})), False),
    ],
)
def test_of_several_kinds_of_owners_each_must_have_one(wanted: EventFilter, *, holds: bool) -> None:
    owners = Owners(customers=frozenset({"C-1", "C-2"}), carriers=frozenset({"RAIL"}))
    assert matches(wanted, replace(EVENT, owners=owners)) is holds
    assert not matches(wanted, replace(EVENT, owners=Owners(known=False)))
