from domain.events.owners import Owners
from domain.events.payloads import Changed, OrderNews
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.milestones import Classifier, MilestoneCode
from tests.doubles.clock import START

# The closed list, as it is promised to subscribers, spelled out: a type that comes or goes is their business.
PROMISED = """
order.placed order.acknowledged order.held order.hold_released order.released order.backordered
order.allocated order.pick_started order.picked order.short_picked order.packed order.shipped
order.delivered order.invoiced order.credited order.cancelled order.closed order.changed
stock.received stock.adjusted stock.counted stock.picked stock.shipped stock.transfer_shipped
stock.transfer_received stock.returned stock.damaged stock.quarantined stock.quarantine_released
stock.allocated stock.deallocated stock.snapshot stock.changed
reservation.held reservation.extended reservation.confirmed reservation.released reservation.expired
shipment.created shipment.milestone shipment.eta_changed shipment.cancelled shipment.changed
return.authorised return.in_transit return.received return.inspected return.credited return.refused
return.closed
purchase_order.placed purchase_order.acknowledged purchase_order.changed purchase_order.announced
purchase_order.received
exception.opened exception.assigned exception.resolved
source.silent source.recovered
"""

# News, a new date, or a milestone that the data names.
WITHOUT_MILESTONE = {
    "order.changed",
    "shipment.milestone",
    "shipment.eta_changed",
    "shipment.changed",
}


def test_the_list_of_types_is_the_promised_one() -> None:
    assert sorted(EVENT_TYPES) == sorted(PROMISED.split())


def test_types_are_found_by_their_own_name_and_start_at_version_one() -> None:
    assert {name: kind.name for name, kind in EVENT_TYPES.items()} == {name: name for name in EVENT_TYPES}
    assert {kind.version for kind in EVENT_TYPES.values()} == {1}


def test_each_type_of_an_order_shipment_or_return_names_the_milestone_that_it_gives() -> None:
    subjects = ("order.", "shipment.", "return.")
    without = {
        name for name, kind in EVENT_TYPES.items() if name.startswith(subjects) and kind.milestone is None
    }
    assert without == WITHOUT_MILESTONE


def test_milestones_have_the_names_of_their_types() -> None:
    given = {name: kind.milestone for name, kind in EVENT_TYPES.items() if kind.milestone is not None}
    assert {name for name in given if not name.startswith(("order.", "shipment.", "return."))} == set()
    prefixes = {"order": "", "shipment": "SHIPMENT_", "return": "RETURN_"}
    for name, code in given.items():
        subject, _, what = name.partition(".")
        expected = what.upper() if what == "cancelled" else f"{prefixes[subject]}{what.upper()}"
        assert code is MilestoneCode[expected], name


def test_no_type_gives_the_unknown_milestone() -> None:
    assert MilestoneCode.UNKNOWN not in {kind.milestone for kind in EVENT_TYPES.values()}


def test_an_event_that_says_nothing_else_is_a_fact_of_unknown_owners() -> None:
    event = Event(
        type="order.placed", source="erp", subject="order:SO-1", occurred_at=START, recorded_at=START
    )
    assert event.classifier is Classifier.ACTUAL
    assert event.owners == Owners(known=False)
    assert (event.correction_of, event.source_sequence, event.data) == ("", None, None)
    kind = EVENT_TYPES[event.type]
    assert (kind.name, kind.tells, kind.milestone) == ("order.placed", OrderNews, MilestoneCode.PLACED)


def test_changed_says_only_that_there_is_news() -> None:
    told = {name for name, kind in EVENT_TYPES.items() if kind.tells is Changed}
    assert told == {name for name in EVENT_TYPES if name.endswith(".changed")}
