import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.authority import Authority, AuthorityRule, Fact

PHYSICAL = Fact.STOCK_PHYSICAL
AUTHORITY = Authority(
    (
        AuthorityRule(fact=PHYSICAL, instances=("wms_east",), locations=frozenset({"EAST"})),
        AuthorityRule(fact=PHYSICAL, instances=("wms_west", "erp"), locations=frozenset({"WEST", "RENO"})),
        AuthorityRule(fact=PHYSICAL, instances=("erp",)),
        AuthorityRule(fact=Fact.ESTIMATE, instances=("carrier", "tms")),
    )
)
INSTANCES = ("erp", "wms_east", "wms_west", "tms", "carrier")


@pytest.mark.parametrize(
    ("fact", "location", "ranked"),
    [
        (PHYSICAL, "EAST", ["wms_east"]),
        (PHYSICAL, "WEST", ["wms_west", "erp"]),
        (PHYSICAL, "RENO", ["wms_west", "erp"]),
        (PHYSICAL, "ELSEWHERE", ["erp"]),
        (PHYSICAL, "", ["erp"]),
        (Fact.ESTIMATE, "EAST", ["carrier", "tms"]),
        (Fact.ORDER, "EAST", list(INSTANCES)),
    ],
)
def test_the_first_rule_for_fact_and_place_says_who_is_believed(
    fact: Fact, location: str, ranked: list[str]
) -> None:
    assert AUTHORITY.ranked(fact, INSTANCES, location) == ranked


def test_without_a_rule_nobody_is_preferred() -> None:
    assert AUTHORITY.believed(Fact.ORDER) is None
    assert Authority().ranked(Fact.ORDER, ["b", "a"]) == ["b", "a"]


def test_a_rule_may_leave_nobody_to_speak() -> None:
    assert AUTHORITY.ranked(PHYSICAL, ["erp"], "EAST") == []


@given(
    present=st.lists(st.sampled_from(INSTANCES), unique=True),
    fact=st.sampled_from(Fact),
    location=st.sampled_from(("", "EAST", "WEST")),
)
def test_only_those_present_speak_and_in_the_order_of_the_rule(
    present: list[str], fact: Fact, location: str
) -> None:
    ranked = AUTHORITY.ranked(fact, present, location)
    believed = AUTHORITY.believed(fact, location)
    assert set(ranked) == set(present) & set(present if believed is None else believed)
    order = present if believed is None else list(believed)
    assert [order.index(name) for name in ranked] == sorted(order.index(name) for name in ranked)
