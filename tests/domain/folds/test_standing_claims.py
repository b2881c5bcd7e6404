from datetime import timedelta
from functools import reduce
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.folds.standing_claims import LINK_CONFLICT, conflicts, our_name, standing, their_name, together
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin, kinds_of, thing_of
from tests.doubles.clock import START

Kind = IdentifierKind
DAY = timedelta(days=1)
LEARNED, RULE, DECLARED = LinkOrigin.LEARNED, LinkOrigin.RULE, LinkOrigin.DECLARED


def claim(
    ours: str,
    *,
    kind: Kind = Kind.CHANNEL_ORDER,
    named: tuple[str, str] = ("erp", "#1042"),
    origin: LinkOrigin = LEARNED,
    days: tuple[int | None, int | None] = (None, None),
) -> Link:
    begin, end = (None if day is None else START + day * DAY for day in days)
    return Link(Identifier(kind, *named), ours, origin, START, begin, end)


DAYS = st.none() | st.integers(-3, 3)
CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from(["A", "B"]),
        kind=st.sampled_from([Kind.CHANNEL_ORDER, Kind.TRACKING, Kind.CUSTOMER_PO, Kind.ORDER]),
        named=st.tuples(st.sampled_from(["erp", "wms"]), st.sampled_from(["1", "2"])),
        origin=st.sampled_from(LinkOrigin),
        days=st.tuples(DAYS, DAYS),
    ),
    max_size=6,
)


def test_one_claim_stands() -> None:
    assert our_name([claim("SO-1")], START) == "SO-1"
    assert our_name([], START) is None
    assert conflicts([claim("SO-1")], START) == []


@pytest.mark.parametrize(("stronger", "weaker"), [(DECLARED, RULE), (RULE, LEARNED), (DECLARED, LEARNED)])
def test_the_stronger_origin_stands(stronger: LinkOrigin, weaker: LinkOrigin) -> None:
    claims = [claim("SO-2", origin=weaker), claim("SO-1", origin=stronger), claim("SO-3", origin=weaker)]
    assert our_name(claims, START) == "SO-1"
    assert conflicts(claims, START) == []


@pytest.mark.parametrize(
    ("kind", "thing"),
    [(Kind.CHANNEL_ORDER, "order"), (Kind.TRACKING, "shipment"), (Kind.GTIN, "item")],
)
def test_two_meanings_of_one_name_are_a_conflict_that_names_both(kind: Kind, thing: str) -> None:
    claims = [claim("X-2", kind=kind), claim("X-1", kind=kind)]
    assert our_name(claims, START) is None
    (finding,) = conflicts(claims, START)
    assert finding.code == LINK_CONFLICT
    assert len(finding.evidence) == len(finding.subjects), "each claim can be looked up"
    assert finding.subjects == (f"{thing}:X-1", f"{thing}:X-2")
    assert finding.detail == f"{kind} '#1042' is claimed for more than one {thing}: 'X-1' (erp), 'X-2' (erp)"


def test_a_purchase_order_may_have_come_as_two_orders() -> None:
    claims = [claim("SO-1", kind=Kind.CUSTOMER_PO), claim("SO-2", kind=Kind.CUSTOMER_PO)]
    assert our_name(claims, START) is None
    assert [link.ours for link in standing(claims, START)] == ["SO-1", "SO-2"]
    assert conflicts(claims, START) == []


def test_a_shared_kind_is_weighed_over_all_instances_and_another_is_not() -> None:
    def two(kind: Kind) -> list[Link]:
        return [
            claim("X-1", kind=kind, named=("wms_east", "1Z9")),
            claim("X-2", kind=kind, named=("wms_west", "1Z9")),
        ]

    (finding,) = conflicts(two(Kind.TRACKING), START)
    assert finding.systems == ("wms_east", "wms_west")
    assert conflicts(two(Kind.CHANNEL_ORDER), START) == []


def test_a_tracking_number_that_is_used_again_after_months_means_the_later_shipment() -> None:
    claims = [
        claim("SHP-1", kind=Kind.TRACKING, days=(-200, -100)),
        claim("SHP-2", kind=Kind.TRACKING, days=(-1, 90)),
    ]
    assert our_name(claims, START) == "SHP-2"
    assert our_name(claims, START - 150 * DAY) == "SHP-1"
    assert our_name(claims, START - 50 * DAY) is None
    assert conflicts(claims, START) == []


def test_validity_has_its_beginning_and_not_its_end() -> None:
    known = [claim("SHP-1", kind=Kind.TRACKING, days=(0, 2))]
    assert our_name(known, START) == "SHP-1"
    assert our_name(known, START + 2 * DAY) is None


def test_two_names_to_ask_by_are_a_conflict_and_two_names_to_be_found_by_are_none() -> None:
    orders = [
        claim("SO-1", kind=Kind.ORDER, named=("erp", "A")),
        claim("SO-1", kind=Kind.ORDER, named=("erp", "B")),
    ]
    assert their_name(orders, START) is None
    (finding,) = conflicts(orders, START)
    assert finding.detail == "erp has more than one order for our 'SO-1': 'A', 'B'"
    codes = [
        claim("AX-1", kind=Kind.GTIN, named=("erp", "B")),
        claim("AX-1", kind=Kind.GTIN, named=("erp", "A")),
    ]
    assert their_name(codes, START) == "A"
    assert conflicts(codes, START) == []


@given(CLAIMS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same(claims: list[Link], chance: Random) -> None:
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert standing(shuffled, START) == standing(claims, START)
    assert our_name(shuffled, START) == our_name(claims, START)
    assert conflicts(shuffled, START) == conflicts(claims, START)


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=5))
def test_the_same_claim_told_often_is_one_whatever_came_first(
    told: list[tuple[int | None, int | None]],
) -> None:
    links = [claim("SHP-1", kind=Kind.TRACKING, days=days) for days in told]
    assert reduce(together, links) == reduce(together, reversed(links))


def test_every_kind_names_a_thing() -> None:
    assert kinds_of(Kind.ITEM) == (Kind.ITEM, Kind.GTIN, Kind.CUSTOMER_ITEM, Kind.SUPPLIER_ITEM)
    assert all(thing_of(thing_of(kind)) is thing_of(kind) for kind in Kind)
