"""What is left of a shared shipment names nobody else, whatever its systems tell."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Order
from domain.quantities import quantity
from domain.rows.own_parts import names_of, own_part, own_track, parcels
from domain.shipments import Content, Leg, Package, Shipment, Track
from tests.doubles.clock import START

Kind = IdentifierKind
MINE, THEIRS = frozenset({"SO-1"}), frozenset({"SO-2"})


def content(order: str, package: str = "", line: str = "10") -> Content:
    return Content(order=order, line=line, sku="AX-1", quantity=quantity(1), package=package)


def package(name: str) -> Package:
    return Package(id=name, tracking_number=f"1Z-{name}")


def fact(reference: str = "", line: str = "") -> Milestone:
    return Milestone(
        code=MilestoneCode.SHIPPED, occurred_at=START, source="wms", reference=reference, line=line
    )


def box(*contents: Content, **more: object) -> Shipment:
    return Shipment(id="SHE-1", sources=("wms",), carrier="PONE", contents=contents, **more)  # type: ignore[arg-type] # the caller names fields of Shipment


def mine(shipment: Shipment, *names: str) -> Shipment:
    return own_part(shipment, MINE, names)


def test_what_carries_nobody_else_stays_as_it_is() -> None:
    alone = box(
        content("SO-1", "P1"),
        packages=(package("P1"), package("P2")),
        tracking_numbers=("1Z-P1", "1Z-P2", "1Z-MASTER"),
        legs=(Leg(sequence=1, carrier="RAIL", tracking_number="R-9"),),
        milestones=(fact("SHE-1"), fact("anything", line="10")),
        identifiers=(
            Identifier(Kind.SHIPMENT, "wms", "SHE-1"),
            Identifier(Kind.ORDER, "wms", "E-1"),
            Identifier(Kind.LOAD, "tms", "LD-1"),
            Identifier(Kind.TRACKING, "tms", "R-9"),
        ),
    )
    assert mine(alone) == alone


def test_only_own_goods_are_in_it() -> None:
    assert mine(box(content("SO-1"), content("SO-2"))).contents == (content("SO-1"),)


@pytest.mark.parametrize(
    ("own", "other", "shown"),
    [
        ("P1", "P2", ["P1"]),
        ("P1", "P1", ["P1"]),
        ("", "P2", ["P1", "P3"]),
        ("P1", "", ["P1"]),
        ("", "", ["P1", "P2", "P3"]),
    ],
)
def test_packages_of_others_and_their_numbers_are_left_out(own: str, other: str, shown: list[str]) -> None:
    packages = tuple(map(package, ("P1", "P2", "P3")))
    numbers = ("1Z-P1", "1Z-P2", "1Z-P3", "1Z-MASTER")
    legs = (Leg(sequence=1, carrier="RAIL", tracking_number="1Z-P2"),)
    shared = box(
        content("SO-1", own), content("SO-2", other), packages=packages, tracking_numbers=numbers, legs=legs
    )
    part = mine(shared)
    assert [each.id for each in part.packages] == shown
    assert part.tracking_numbers == (*(f"1Z-{name}" for name in shown), "1Z-MASTER")
    assert [leg.tracking_number for leg in part.legs] == ["1Z-P2" if "P2" in shown else ""]


def test_where_nobody_tells_what_is_in_it_no_parcel_is_anybody_s() -> None:
    legs = (Leg(sequence=1, carrier="RAIL", tracking_number="R-9"),)
    unknown = box(packages=(package("P1"),), tracking_numbers=("1Z-P1", "1Z"), legs=legs)
    part = mine(unknown)
    assert parcels(part) == frozenset()
    assert (part.packages, [leg.carrier for leg in part.legs]) == ((), ["RAIL"])


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ([(Kind.ORDER, "wms", "E-1"), (Kind.ORDER, "wms", "E-2")], ["E-1"]),
        ([(Kind.WAREHOUSE_ORDER, "wms", "W-2")], []),
        ([(Kind.ORDER, "tms", "SO-1"), (Kind.ORDER, "tms", "SO-2")], ["SO-1"]),
        ([(Kind.LOAD, "tms", "LD-1"), (Kind.TRACKING, "tms", "1Z-P2")], ["LD-1"]),
        ([(Kind.SHIPMENT, "tms", "SHE-1"), (Kind.SHIPMENT, "tms", "SHE-2")], ["SHE-1"]),
        ([(Kind.SHIPMENT, "tms", "T-77")], ["T-77"]),
    ],
)
def test_of_names_the_own_ones_are_shown(told: list[tuple[Kind, str, str]], shown: list[str]) -> None:
    packages = (package("P1"), package("P2"))
    identifiers = tuple(Identifier(*each) for each in told)
    shared = box(content("SO-1", "P1"), content("SO-2", "P2"), packages=packages, identifiers=identifiers)
    assert [each.value for each in mine(shared, "E-1").identifiers] == shown


def test_a_load_may_name_more_orders_than_the_shipment_carries() -> None:
    named = tuple(Identifier(Kind.ORDER, "tms", value) for value in ("SO-1", "SO-7"))
    assert [each.value for each in mine(box(content("SO-1"), identifiers=named)).identifiers] == ["SO-1"]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (fact(), fact()),
        (fact("SHE-1"), fact("SHE-1")),
        (fact("SO-2"), None),
        (fact("1Z-P2"), None),
        (fact("E-2"), None),
        (fact("H-77"), fact()),
        (fact(line="20"), fact(line="20")),
        (fact(line="10"), None),
        (fact(line="30"), None),
    ],
)
def test_what_happened_to_others_alone_is_left_out(told: Milestone, shown: Milestone | None) -> None:
    shared = box(
        content("SO-1", "P1"),
        content("SO-1", "P1", line="20"),
        content("SO-2", "P2"),
        content("SO-2", "P2", line="30"),
        packages=(package("P1"), package("P2")),
        identifiers=(Identifier(Kind.ORDER, "wms", "E-1"), Identifier(Kind.ORDER, "wms", "E-2")),
        milestones=(told,),
    )
    assert mine(shared, "E-1").milestones == (() if shown is None else (shown,))


def test_a_carrier_is_told_of_no_other_carrier() -> None:
    legs = (
        Leg(sequence=1, carrier="RAIL", tracking_number="R-9"),
        Leg(sequence=2, carrier="PONE", tracking_number="1Z-P1"),
    )
    shipped = box(
        content("SO-1", "P1"),
        packages=(package("P1"),),
        service="GROUND",
        tracking_numbers=("1Z-P1",),
        legs=legs,
        identifiers=(Identifier(Kind.TRACKING, "tms", "R-9"), Identifier(Kind.TRACKING, "tms", "1Z-P1")),
        milestones=(fact("R-9"), fact("1Z-P1")),
    )
    door = own_part(shipped, MINE, (), {"PONE"})
    assert (door.carrier, door.service, *parcels(door)) == ("PONE", "GROUND", "1Z-P1")
    assert (door.legs, door.milestones) == (legs[1:], (fact("1Z-P1"),))
    way = own_part(shipped, MINE, (), {"RAIL"})
    assert (way.carrier, way.service, *parcels(way)) == ("", "", "R-9")
    assert (way.legs, way.milestones) == (legs[:1], (fact("R-9"),))
    assert [each.value for each in way.identifiers] == ["R-9"]


def test_a_track_refers_to_what_is_left_alone() -> None:
    part = mine(box(content("SO-1"), content("SO-2")), "PO 7")
    track = Track(tracking_number="1Z", source="carrier", references=("SHE-1", "SO-1", "PO 7", "SO-2", "X"))
    assert own_track(track, [part], {"SO-1", "PO 7"}).references == ("SHE-1", "SO-1", "PO 7")


def test_an_order_is_called_by_its_number_and_its_names() -> None:
    order = Order(number="SO-1", source="erp", identifiers=(Identifier(Kind.CUSTOMER_PO, "erp", "PO 7"),))
    assert names_of([order]) == {"SO-1", "PO 7"}


OWNERS = st.sampled_from(("SO-1", "SO-2"))


def _tokens(word: str) -> st.SearchStrategy[tuple[str, str]]:
    """A name with its owner in front, so that a leak can be read off."""
    return st.tuples(OWNERS, st.integers(0, 3)).map(lambda each: (each[0], f"{each[0]}/{word}{each[1]}"))


def _built(
    word: str, make: Callable[[str, str], object], most: int = 4
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(_tokens(word).map(lambda each: make(*each)), max_size=most, unique=True).map(tuple)


@st.composite
def shared_shipments(draw: st.DrawFn) -> Shipment:
    """Everything in it has its owner's number in front; packages hold goods of their owner alone."""
    packages = draw(_built("P", lambda _, name: package(name)))
    goods: Iterable[Content] = [
        content(owner, name, line=f"{owner}/{line}")
        for owner, name, line in draw(st.lists(st.tuples(OWNERS, st.just(""), st.integers(0, 2)), max_size=3))
    ]
    packed = [content(each.id.partition("/")[0], each.id) for each in packages if isinstance(each, Package)]
    facts = draw(_built("H", lambda _, name: fact(name)))
    lines = [fact(line=each.line) for each in goods]
    kinds = draw(st.sampled_from((Kind.ORDER, Kind.WAREHOUSE_ORDER, Kind.CUSTOMER_PO)))
    named = draw(_built("N", lambda _, name: Identifier(kinds, "wms", name)))
    return box(
        *goods,
        *packed,
        packages=packages,
        tracking_numbers=tuple(each.tracking_number for each in packages),  # type: ignore[attr-defined] # as above
        identifiers=named,
        milestones=(*facts, *lines, fact("SO-1"), fact("SO-2"), fact()),
    )


@given(shipment=shared_shipments())
def test_of_whatever_is_shared_nothing_names_another_s_order(shipment: Shipment) -> None:
    for own, other in ((MINE, "SO-2"), (THEIRS, "SO-1")):
        names = {each.value for each in shipment.identifiers if each.value.partition("/")[0] in own}
        part = own_part(shipment, own, names)
        if any(each.order == other for each in shipment.contents) or not part.contents:
            assert other not in repr(part)
        assert {each for each in shipment.contents if each.order in own} == set(part.contents)
        assert own_part(part, own, names) == part


def test_a_part_is_as_old_as_the_whole() -> None:
    whole = replace(box(content("SO-1"), content("SO-2")), as_of=START - timedelta(days=1))
    assert mine(whole).as_of == whole.as_of
