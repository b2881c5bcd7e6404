from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.quantities import Quantity
from domain.reservations.records import Mode, Need
from domain.reservations.shelves import Pool, Shelf
from domain.reservations.splitting import Split, split
from domain.reservations.taking import Line

ALL, BEST = Mode.ALL_OR_NOTHING, Mode.BEST_EFFORT
PLACES = ("EAST", "WEST", "SOUTH")


def line(sku: str, amount: int) -> Line:
    return Line(sku=sku, asked=Quantity(Decimal(amount)), each=(Need(sku, Decimal(1)),))


def kit(amount: int, *parts: tuple[str, int], together: bool = True) -> Line:
    each = tuple(Need(sku, Decimal(many)) for sku, many in parts)
    return Line(sku="KIT", asked=Quantity(Decimal(amount)), each=each, together=together)


def shelf(left: int | None = None, **places: int) -> Shelf:
    return Shelf((Pool(sum(places.values()) if left is None else left, places),))


def taken(found: Split) -> list[tuple[int, str, str, int]]:
    return [(one.line, one.sku, one.location, one.grains) for one in found.allotments]


def test_the_preferred_place_that_has_it_all_gives_it_all() -> None:
    shelves = {"A": shelf(EAST=1, WEST=9, SOUTH=9), "B": shelf(EAST=9, WEST=9, SOUTH=9)}
    found = split([line("A", 2), line("B", 2)], shelves, ALL)
    assert taken(found) == [(0, "A", "WEST", 2), (1, "B", "WEST", 2)]


def test_or_else_each_line_comes_from_one_place() -> None:
    shelves = {"A": shelf(EAST=0, WEST=9), "B": shelf(EAST=9, WEST=0)}
    found = split([line("A", 2), line("B", 2)], shelves, ALL)
    assert taken(found) == [(0, "A", "WEST", 2), (1, "B", "EAST", 2)]


def test_or_else_as_few_places_as_possible() -> None:
    found = split([line("A", 8)], {"A": shelf(EAST=2, WEST=5, SOUTH=4)}, ALL)
    assert taken(found) == [(0, "A", "WEST", 5), (0, "A", "SOUTH", 3)]


def test_the_channel_s_part_of_a_pool_binds() -> None:
    shelves = {"A": shelf(3, EAST=9, WEST=9)}
    assert split([line("A", 4)], shelves, ALL).short == 0
    assert [one.held.amount for one in split([line("A", 4)], shelves, BEST).lines] == [3]


def test_two_lines_of_one_item_share_it() -> None:
    assert split([line("A", 3), line("A", 3)], {"A": shelf(EAST=5)}, ALL).short == 1
    found = split([line("A", 3), line("A", 3)], {"A": shelf(EAST=5)}, BEST)
    assert [one.held.amount for one in found.lines] == [3, 2]


def test_nothing_at_all_is_no_best_effort() -> None:
    assert split([line("A", 3)], {"A": Shelf(())}, BEST).short == 0


def test_a_kit_comes_whole_from_one_place() -> None:
    shelves = {"A": shelf(EAST=4, WEST=2), "B": shelf(EAST=1, WEST=9)}
    parts = ("A", 2), ("B", 1)
    assert split([kit(3, *parts)], shelves, ALL).short == 0
    found = split([kit(2, *parts)], shelves, ALL)
    assert taken(found) == [
        (0, "A", "EAST", 2),
        (0, "B", "EAST", 1),
        (0, "A", "WEST", 2),
        (0, "B", "WEST", 1),
    ]
    assert [one.held.amount for one in split([kit(9, *parts)], shelves, BEST).lines] == [2]


def test_unless_the_rules_let_its_parts_come_from_many() -> None:
    shelves = {"A": shelf(EAST=4, WEST=2), "B": shelf(EAST=0, WEST=9)}
    found = split([kit(3, ("A", 2), ("B", 1), together=False)], shelves, ALL)
    assert sum(one.grains for one in found.allotments if one.sku == "A") == 6
    assert sum(one.grains for one in found.allotments if one.sku == "B") == 3


def test_what_comes_in_cases_is_held_in_whole_ones() -> None:
    cases = Line(sku="A", asked=Quantity(Decimal(5), "CS"), each=(Need("A", Decimal(12)),))
    found = split([cases], {"A": shelf(EAST=20, WEST=10)}, BEST)
    assert ([one.held for one in found.lines], sum(one.grains for one in found.allotments)) == (
        [Quantity(Decimal(2), "CS")],
        24,
    )


shelves_of_two = st.fixed_dictionaries(
    {
        sku: st.builds(
            lambda free, left: Shelf((Pool(left, dict(zip(PLACES, free, strict=True))),)),
            st.lists(st.integers(0, 20), min_size=3, max_size=3),
            st.integers(0, 60),
        )
        for sku in ("A", "B")
    }
)
lines_of_two = st.lists(
    st.one_of(
        st.builds(line, st.sampled_from(["A", "B"]), st.integers(1, 30)),
        st.builds(lambda n, t: kit(n, ("A", 2), ("B", 1), together=t), st.integers(1, 10), st.booleans()),
    ),
    min_size=1,
    max_size=4,
)


@given(lines_of_two, shelves_of_two, st.sampled_from(Mode))
def test_no_more_is_taken_than_there_is_and_each_line_is_what_it_says(
    lines: list[Line], shelves: dict[str, Shelf], mode: Mode
) -> None:
    found = split(lines, shelves, mode)
    for sku, one in shelves.items():
        (pool,) = one.pools
        at = {
            place: sum(a.grains for a in found.allotments if (a.sku, a.location) == (sku, place))
            for place in PLACES
        }
        assert sum(at.values()) <= pool.left
        assert all(much <= pool.places[place] for place, much in at.items())
    for number, held in enumerate(found.lines):
        assert held.held.amount <= held.asked.amount
        assert mode is Mode.BEST_EFFORT or held.held == held.asked
        for need in lines[number].each:
            given_ = sum(a.grains for a in found.allotments if (a.line, a.sku) == (number, need.sku))
            assert given_ == need.amount * held.held.amount
    assert (found.short is None) == bool(found.allotments)
