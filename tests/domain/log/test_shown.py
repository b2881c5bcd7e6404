"""What a principal is shown of an event, whatever the exit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.payloads import EtaNews, OrderNews, ShipmentNews
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.log.shown import families_of, related_orders, shown
from domain.milestones import MilestoneCode
from domain.partners import Grant, Principal, RowScope, Scope
from domain.shapes.words import Band, Capped, PersonalShape, Shapes, TimeShape
from tests.domain.log.examples import moved, shipped

EVERY = frozenset(Scope)
ANYBODY = RowScope()
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def asker(
    scopes: frozenset[Scope] = EVERY, rows: RowScope | None = None, shapes: Shapes | None = None
) -> Principal:
    grant = Grant(scopes=scopes, rows=rows or RowScope(), shapes=shapes or Shapes())
    return Principal(partner="acme", grant=grant)


def test_who_may_see_everything_is_shown_the_event_as_it_is() -> None:
    assert shown(shipped(), asker()) == shipped()


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_every_type_needs_a_scope_and_that_scope_lets_it_through(name: str) -> None:
    event = replace(shipped(), type=name, data=None, owners=Owners())
    assert shown(event, asker(frozenset())) is None
    enough = [scope for scope in Scope if shown(event, asker(frozenset({scope}))) is not None]
    assert len(enough) == 1


@pytest.mark.parametrize("quantity", [Band(), Capped(Decimal(10))])
def test_stock_is_told_of_to_those_alone_who_may_see_it_exactly(quantity: Band | Capped) -> None:
    principal = asker(shapes=Shapes(quantity=quantity))
    assert families_of(asker()) - families_of(principal) == {"stock", "reservation"}


def test_rows_of_others_are_not_shown() -> None:
    assert shown(shipped(), asker(rows=RowScope(customers=frozenset({"C-2"})))) is None
    assert shown(shipped(), asker(rows=RowScope(customers=frozenset({"C-1"})))) is not None
    unknown = replace(shipped(), owners=Owners(known=False))
    assert shown(unknown, asker(rows=RowScope(customers=frozenset({"C-1"})))) is None


def test_of_what_is_shared_no_other_order_is_named() -> None:
    event = moved("e", MilestoneCode.DELIVERED, orders=("SO-1", "SO-2"))
    assert related_orders(event) == ["SO-1", "SO-2"]
    told = shown(event, asker(rows=RowScope(carriers=frozenset({"SWIFT"}))), {"SO-2"})
    assert told is not None
    assert told.related == ("order:SO-2",)


def test_where_an_event_came_from_is_for_those_who_run_it() -> None:
    event = replace(shipped(), raw_ref="r1", correlation_id="c" * 32)
    told = shown(event, asker(frozenset({Scope.ORDERS_READ})))
    assert told is not None
    assert (told.raw_ref, told.correlation_id) == ("", "")
    assert shown(event, asker()) == event


@pytest.mark.parametrize("personal", [PersonalShape.MASKED, PersonalShape.ABSENT])
def test_somebodys_own_words_are_for_those_who_may_see_personal_data(personal: PersonalShape) -> None:
    event = replace(shipped(), data=OrderNews(reason="Mira moved", raw_code="H7"))
    told = shown(event, asker(shapes=Shapes(personal=personal)))
    assert told is not None
    assert told.data == OrderNews(raw_code="H7")


@given(st.integers(0, 86_399), st.integers(0, 86_399))
def test_by_day_two_times_of_one_day_look_the_same(first: int, second: int) -> None:
    told = [
        shown(_eta(MIDNIGHT + timedelta(seconds=at)), asker(shapes=Shapes(time=TimeShape.DATE)))
        for at in (first, second)
    ]
    assert told[0] == told[1] == _eta(MIDNIGHT)


def _eta(at: datetime) -> Event:
    event = replace(moved("e", MilestoneCode.DELIVERED), type="shipment.eta_changed")
    return replace(event, occurred_at=at, recorded_at=at, data=EtaNews(expected_at=at))


def test_what_tells_no_reason_stays() -> None:
    event = replace(shipped(), type="shipment.milestone", data=ShipmentNews(milestone=MilestoneCode.SHIPPED))
    assert shown(event, asker(shapes=Shapes(personal=PersonalShape.ABSENT))) == event
