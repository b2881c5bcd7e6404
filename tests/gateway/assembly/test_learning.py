import dataclasses
from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from domain.authority import Authority
from domain.catalog import Location, Product
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.orders import Fulfilment, Order
from domain.partners import Lane
from domain.ports import backends as ports
from domain.ports.reading import Found, Missing, Readers
from domain.shipments import Shipment
from gateway.assembly.declared import Assembly, InstanceReaders
from gateway.assembly.graph import assembled
from gateway.assembly.learning import (
    REUSED_AFTER,
    Learning,
    of_fulfilment,
    of_location,
    of_order,
    of_product,
    of_shipment,
)
from gateway.settings.naming.names import NameRule
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import START, SettableClock
from tests.doubles.direct import Direct

Kind = IdentifierKind
DAY = timedelta(days=1)
MIDNIGHT = START.replace(hour=0)


def named(instance: str, **names: str) -> tuple[Identifier, ...]:
    return tuple(Identifier(Kind(kind), instance, value) for kind, value in names.items())


def told(links: Iterable[Link]) -> set[tuple[str, str, str, str]]:
    found = list(links)
    assert all(link.origin is LinkOrigin.LEARNED for link in found)
    return {
        (link.identifier.kind.value, link.identifier.instance, link.identifier.value, link.ours)
        for link in found
    }


ORDER = Order(
    number="SO-1",
    source="erp",
    identifiers=named(
        "erp", order="SO-1", channel_order="#1042", customer_po="4500017", tracking="1Z9", customer="C-1"
    ),
)
SHIPMENT = Shipment(
    id="SHP-1",
    sources=("wms_east", "tms"),
    tracking_numbers=("1Z9",),
    milestones=tuple(
        Milestone(code=code, occurred_at=START + days * DAY, source="wms_east", classifier=classifier)
        for code, days, classifier in (
            (MilestoneCode.SHIPMENT_CREATED, 0, Classifier.ACTUAL),
            (MilestoneCode.SHIPPED, 2, Classifier.ACTUAL),
            (MilestoneCode.DELIVERED, 9, Classifier.ESTIMATED),
        )
    ),
    identifiers=(
        *named("wms_east", shipment="SHP-1", order="SO-1", tracking="1Z9"),
        *named("tms", shipment="SHP-1", load="L-7", tracking="PRO-5"),
    ),
)


def test_an_order_shows_its_own_numbers_and_not_those_of_other_things() -> None:
    assert told(of_order(ORDER)) == {
        ("order", "erp", "SO-1", "SO-1"),
        ("channel_order", "erp", "#1042", "SO-1"),
        ("customer_po", "erp", "4500017", "SO-1"),
    }


def test_a_fulfilment_shows_the_warehouse_s_numbers_and_its_shipments() -> None:
    record = Fulfilment(
        order="SO-1",
        identifiers=named("wms_east", order="SO-1", warehouse_order="W2-88812", shipment="SHP-1"),
        shipments=(SHIPMENT,),
    )
    assert told(of_fulfilment(record)) == {
        ("order", "wms_east", "SO-1", "SO-1"),
        ("warehouse_order", "wms_east", "W2-88812", "SO-1"),
    } | told(of_shipment(SHIPMENT))


def test_a_shipment_shows_its_tracking_numbers_and_no_carrier_s_number_of_a_leg() -> None:
    assert told(of_shipment(SHIPMENT)) == {
        ("shipment", "wms_east", "SHP-1", "SHP-1"),
        ("tracking", "wms_east", "1Z9", "SHP-1"),
        ("shipment", "tms", "SHP-1", "SHP-1"),
        ("load", "tms", "L-7", "SHP-1"),
    }


def test_a_tracking_number_is_valid_for_a_while_after_the_last_fact() -> None:
    (link,) = [link for link in of_shipment(SHIPMENT) if link.identifier.kind is Kind.TRACKING]
    assert (link.valid_from, link.valid_until) == (MIDNIGHT, MIDNIGHT + 2 * DAY + REUSED_AFTER)
    later = replace(
        SHIPMENT.milestones[1], occurred_at=START + 2 * DAY + timedelta(hours=3), code=MilestoneCode.PACKED
    )
    assert link in of_shipment(replace(SHIPMENT, milestones=(*SHIPMENT.milestones, later)))


def test_without_facts_a_tracking_number_is_valid_from_what_the_source_says_and_else_unknown() -> None:
    silent = replace(SHIPMENT, milestones=(), as_of=START)
    (link,) = [link for link in of_shipment(silent) if link.identifier.kind is Kind.TRACKING]
    assert (link.valid_from, link.valid_until) == (MIDNIGHT, MIDNIGHT + REUSED_AFTER)
    unheard = replace(silent, as_of=None)
    assert [link for link in of_shipment(unheard) if link.identifier.kind is Kind.TRACKING] == []


def test_a_load_of_two_shipments_does_not_say_that_they_are_one() -> None:
    load = replace(
        SHIPMENT, identifiers=(*named("tms", shipment="SHP-1", load="L-7"), *named("tms", shipment="SHP-2"))
    )
    assert told(of_shipment(load)) == {("load", "tms", "L-7", "SHP-1")}


def test_products_and_locations_show_their_codes() -> None:
    product = Product(
        sku="AX-1",
        source="erp",
        identifiers=named("erp", item="AX-1", gtin="4006381333931", supplier_item="V-1/9"),
    )
    assert told(of_product(product)) == {
        ("item", "erp", "AX-1", "AX-1"),
        ("gtin", "erp", "4006381333931", "AX-1"),
        ("supplier_item", "erp", "V-1/9", "AX-1"),
    }
    place = Location(
        code="EAST", source="erp", identifiers=named("erp", location="1000", gln="4000001000005")
    )
    assert told(of_location(place)) == {
        ("location", "erp", "1000", "EAST"),
        ("gln", "erp", "4000001000005", "EAST"),
    }


def test_nothing_is_tied_to_a_name_that_nothing_ties() -> None:
    assert told(of_order(replace(ORDER, number="erp:SO-1"))) == set()
    assert len(told(of_order(replace(ORDER, number="web:SO-1")))) == 3


class Taken:
    """Links by how they were taken."""

    def __init__(self) -> None:
        self.offered: list[Link] = []
        self.waited_for: list[Link] = []

    def offer(self, items: Iterable[Link]) -> None:
        self.offered += items

    async def put(self, items: Iterable[Link]) -> None:
        self.waited_for += items


async def test_what_is_read_is_offered_and_given_as_it_is() -> None:
    clock, taker = SettableClock(), Taken()
    read = InMemoryRead("erp", {"SO-1": ORDER}, clock)
    reader = Learning(Direct(read), of_order, taker)
    outcomes = await reader.read(["SO-1", "SO-2"], clock.within())
    found = outcomes["SO-1"]
    assert isinstance(found, Found)
    assert found.value == ORDER
    assert isinstance(outcomes["SO-2"], Missing)
    assert taker.offered == list(of_order(ORDER))
    assert reader.peek(["SO-1"], clock.within()) is None


async def test_what_reads_in_the_background_waits_for_its_links_to_be_taken() -> None:
    clock, taker = SettableClock(), Taken()
    reader = Learning(Direct(InMemoryRead("erp", {"SO-1": ORDER}, clock)), of_order, taker)
    await reader.read(["SO-1"], dataclasses.replace(clock.within(), lane=Lane.BACKGROUND))
    assert (taker.offered, taker.waited_for) == ([], list(of_order(ORDER)))


async def test_the_graph_s_readers_offer_each_record_s_links_once_in_a_request() -> None:
    clock, taker = SettableClock(), Taken()
    erp = Readers([ports.ORDERS.bound(Direct(InMemoryRead("erp", {"SO-1": ORDER}, clock)))])
    readers = assembled(
        Assembly(
            instances=[InstanceReaders(instance="erp", readers=erp)],
            crosswalk=DeclaredCrosswalk(rules={Kind.ORDER: NameRule(owner="erp")}),
            authority=Authority(()),
            warehouses={},
            raise_all=lambda _findings: None,
            learn=taker,
        )
    )
    demand = clock.within()
    for _ in range(2):
        await readers.of(ports.ORDERS).read(["SO-1"], demand)
    assert taker.offered == list(of_order(ORDER))
