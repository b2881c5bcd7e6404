from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.folds.shipped_parts import order_milestones
from domain.milestones import Milestone
from domain.orders import OrderStatus
from domain.quantities import quantity
from domain.shipments import Content, Shipment
from tests.domain.histories import SHIPMENT_HISTORIES, Code, arrivals, at, fact, line


def content(order: str, number: str, amount: int, package: str = "", unit: str = "EA") -> Content:
    return Content(
        order=order, sku=f"AX-{number}", line=number, quantity=quantity(amount, unit), package=package
    )


def shipment(*contents: Content, name: str = "S-1", left: float | None = 1) -> Shipment:
    facts = () if left is None else (fact(Code.SHIPPED, left, "wms_east", reference=name),)
    return Shipment(id=name, sources=("wms_east",), contents=contents, origin="EAST", milestones=facts)


def scanned(code: Code, hour: float, source: str = "carrier") -> list[Milestone]:
    return [fact(Code.PICKED_UP, 2, source), fact(code, hour, source)]


def codes(facts: Sequence[Milestone]) -> list[Code]:
    return [each.code for each in facts]


CONTENTS = st.lists(
    st.builds(
        content,
        st.sampled_from(("SO-1", "SO-2")),
        st.sampled_from(("1", "2")),
        st.integers(1, 9),
        st.sampled_from(("P-1", "P-2")),
        st.sampled_from(("EA", "EA", "CS")),
    ),
    max_size=6,
)


@given(contents=CONTENTS)
def test_each_order_gets_its_own_parts_and_all_of_them(contents: list[Content]) -> None:
    box = shipment(*contents)
    for order in ("SO-1", "SO-2"):
        packed: Counter[tuple[str, str]] = Counter()
        for part in contents:
            if part.order == order:
                packed[part.line, part.quantity.unit] += int(part.quantity.amount)
        told = order_milestones(box, order)
        amounts = [(each.line, each.quantity) for each in told]
        assert sorted(amounts, key=repr) == sorted(
            ((number, quantity(amount, unit)) for (number, unit), amount in packed.items()), key=repr
        )
        assert set(codes(told)) <= {Code.SHIPPED}


@given(history=SHIPMENT_HISTORIES, tracks=st.lists(SHIPMENT_HISTORIES, max_size=2), data=st.data())
def test_what_a_shipment_proves_does_not_depend_on_how_its_facts_arrive(
    history: Sequence[Milestone], tracks: list[Sequence[Milestone]], data: st.DataObject
) -> None:
    box = replace(shipment(content("SO-1", "1", 4)), milestones=tuple(history))
    again = replace(box, milestones=tuple(data.draw(arrivals(history))))
    shuffled = data.draw(st.permutations([data.draw(arrivals(track)) for track in tracks]))
    assert order_milestones(again, "SO-1", shuffled) == order_milestones(box, "SO-1", tracks)


def test_a_fact_says_who_told_it_of_which_shipment_and_from_where() -> None:
    box = shipment(content("SO-1", "1", 4))
    box = replace(box, milestones=tuple(replace(each, recorded_at=at(2)) for each in box.milestones))
    (told,) = order_milestones(box, "SO-1", [])
    assert told == Milestone(
        code=Code.SHIPPED,
        occurred_at=at(1),
        recorded_at=at(2),
        source="wms_east",
        reference="S-1",
        line="1",
        quantity=quantity(4),
        counted_by="wms_east",
        location="EAST",
    )


def test_one_line_in_two_packages_is_one_part() -> None:
    box = shipment(
        content("SO-1", "1", 2, "P-1"), content("SO-1", "1", 2, "P-2"), content("SO-1", "1", 3, "P-2")
    )
    assert line_quantities(line("1", 10), order_milestones(box, "SO-1")).shipped == quantity(7)


def test_an_order_that_is_not_in_it_gets_nothing() -> None:
    assert order_milestones(shipment(content("SO-1", "1", 4)), "SO-2") == []


TRACKS: dict[str, tuple[list[list[Milestone]], list[Code]]] = {
    "no carrier knows it": ([], [Code.SHIPPED]),
    "on its way": ([scanned(Code.IN_TRANSIT, 3)], [Code.SHIPPED]),
    "arrived": ([scanned(Code.DELIVERED, 9)], [Code.SHIPPED, Code.DELIVERED]),
    "both packages arrived": (
        [scanned(Code.DELIVERED, 9), scanned(Code.DELIVERED, 8)],
        [Code.SHIPPED, Code.DELIVERED],
    ),
    "one package arrived": ([scanned(Code.DELIVERED, 9), scanned(Code.IN_TRANSIT, 8)], [Code.SHIPPED]),
    "of one package nobody knows": ([scanned(Code.DELIVERED, 9), []], [Code.SHIPPED]),
    "arrived and sent back": (
        [[*scanned(Code.DELIVERED, 9), fact(Code.RETURN_STARTED, 10, "carrier")]],
        [Code.SHIPPED, Code.DELIVERED],
    ),
    "sent back on the way": (
        [[*scanned(Code.RETURN_STARTED, 8), fact(Code.DELIVERED, 9, "carrier")]],
        [Code.SHIPPED],
    ),
    "one label of two was voided": (
        [scanned(Code.DELIVERED, 9), [fact(Code.CANCELLED, 3, "carrier")]],
        [Code.SHIPPED, Code.DELIVERED],
    ),
    "called off": ([[fact(Code.CANCELLED, 3, "carrier")]], []),
}


@pytest.mark.parametrize(("tracks", "expected"), TRACKS.values(), ids=TRACKS)
def test_what_tracks_prove(tracks: list[list[Milestone]], expected: list[Code]) -> None:
    assert codes(order_milestones(shipment(content("SO-1", "1", 4)), "SO-1", tracks)) == expected


def test_a_shipment_has_left_when_the_last_of_its_packages_has() -> None:
    box = shipment(content("SO-1", "1", 4), left=None)
    assert order_milestones(box, "SO-1", [scanned(Code.IN_TRANSIT, 3), []]) == []
    left = order_milestones(box, "SO-1", [scanned(Code.IN_TRANSIT, 3), [fact(Code.DEPARTED, 5, "carrier")]])
    assert [(each.code, each.occurred_at) for each in left] == [(Code.SHIPPED, at(5))]


def test_a_label_alone_proves_nothing() -> None:
    box = shipment(content("SO-1", "1", 4), left=None)
    assert (
        order_milestones(box, "SO-1", [[fact(Code.SHIPMENT_CREATED), fact(Code.ARRIVED_AT_PICKUP, 1)]]) == []
    )


def test_shipments_from_one_place_add_up_whichever_carrier_delivers_them() -> None:
    both = [
        *order_milestones(shipment(content("SO-1", "1", 6)), "SO-1", [scanned(Code.DELIVERED, 8, "carrier")]),
        *order_milestones(
            shipment(content("SO-1", "1", 4), name="S-2"), "SO-1", [scanned(Code.DELIVERED, 9, "express")]
        ),
    ]
    assert line_quantities(line("1", 10), both).delivered == quantity(10)
    assert order_status([line("1", 10)], both) is OrderStatus.DELIVERED


def test_what_the_warehouse_told_itself_is_not_counted_again() -> None:
    box = shipment(content("SO-1", "1", 3), left=4)
    own = order_milestones(box, "SO-1")
    renamed = replace(box, id="wms_east:S-1")
    with_tracks = order_milestones(renamed, "SO-1", [[fact(Code.PICKED_UP, 3, "carrier")]])
    assert [each.occurred_at for each in (*own, *with_tracks)] == [at(4), at(3)]
    assert line_quantities(line("1", 10), [*own, *with_tracks]).shipped == quantity(3)


def test_parts_of_two_orders_in_one_box_move_both() -> None:
    box = shipment(content("SO-1", "1", 4), content("SO-2", "1", 2))
    arrived = [scanned(Code.DELIVERED, 9)]
    assert order_status([line("1", 4)], order_milestones(box, "SO-1", arrived)) is OrderStatus.DELIVERED
    assert (
        order_status([line("1", 5)], order_milestones(box, "SO-2", arrived))
        is OrderStatus.PARTIALLY_DELIVERED
    )
