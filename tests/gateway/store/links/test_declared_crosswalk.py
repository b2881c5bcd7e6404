from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.ports.state import Crosswalk
from gateway.settings.naming.links import DeclaredLink
from gateway.settings.naming.names import NameRule
from gateway.settings.naming.spelling import Spelling
from gateway.settings.reading.problems import ConfigProblems
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from tests.contracts.crosswalk import TIES, CrosswalkContract

ORDER = IdentifierKind.ORDER
GTIN = IdentifierKind.GTIN
GS1 = st.just("gs1")
RULES = {
    ORDER: NameRule(
        owner="erp",
        written_by={
            "wms_east": Spelling(),
            "wms_west": Spelling(strip_prefix="SO-"),
            "tms": Spelling(add_prefix="EU/"),
        },
    )
}


def row(kind: IdentifierKind, instance: str, value: str, ours: str, line: int = 2) -> DeclaredLink:
    return DeclaredLink(Identifier(kind, instance, value), ours, f"links.csv line {line}")


def order(instance: str, value: str) -> Identifier:
    return Identifier(ORDER, instance, value)


class TestContract(CrosswalkContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Crosswalk]:
        yield DeclaredCrosswalk([DeclaredLink(foreign, ours, "") for foreign, ours in TIES.items()])


@pytest.mark.parametrize(
    ("instance", "theirs"),
    [("erp", "SO-1001"), ("wms_east", "SO-1001"), ("wms_west", "1001"), ("tms", "EU/SO-1001")],
)
def test_a_rule_spells_our_names_both_ways(instance: str, theirs: str) -> None:
    crosswalk = DeclaredCrosswalk(rules=RULES)
    assert crosswalk.peek_theirs(ORDER, ["SO-1001"], instance) == {"SO-1001": theirs}
    assert crosswalk.peek_ours([order(instance, theirs)]) == {order(instance, theirs): "SO-1001"}


@pytest.mark.parametrize(
    ("instance", "name"),
    [("wms_west", "PO-7"), ("wms_west", "SO-"), ("carrier", "SO-1001")],
    ids=["without our prefix", "with nothing after it", "without a rule"],
)
def test_a_name_that_a_rule_cannot_spell_is_left_out(instance: str, name: str) -> None:
    assert DeclaredCrosswalk(rules=RULES).peek_theirs(ORDER, [name], instance) == {}


@pytest.mark.parametrize("value", ["SO-1001", "EU/", "eu/SO-1001"])
def test_a_foreign_name_without_its_own_prefix_is_none_of_ours(value: str) -> None:
    assert DeclaredCrosswalk(rules=RULES).peek_ours([order("tms", value)]) == {}


def test_a_rule_speaks_of_its_own_kind_alone() -> None:
    crosswalk = DeclaredCrosswalk(rules=RULES)
    assert crosswalk.peek_theirs(IdentifierKind.ITEM, ["SO-1001"], "erp") == {}
    assert crosswalk.peek_ours([Identifier(IdentifierKind.ITEM, "erp", "SO-1001")]) == {}


def test_a_row_goes_before_a_rule() -> None:
    crosswalk = DeclaredCrosswalk([row(ORDER, "wms_west", "X-9", "SO-1001")], RULES)
    assert crosswalk.peek_theirs(ORDER, ["SO-1001"], "wms_west") == {"SO-1001": "X-9"}
    assert crosswalk.peek_ours([order("wms_west", "X-9")]) == {order("wms_west", "X-9"): "SO-1001"}
    assert crosswalk.peek_ours([order("wms_west", "1001")]) == {}


def test_a_value_that_a_row_gives_to_another_thing_is_not_the_rule_s_any_more() -> None:
    crosswalk = DeclaredCrosswalk([row(ORDER, "wms_west", "1001", "SO-7")], RULES)
    assert crosswalk.peek_ours([order("wms_west", "1001")]) == {order("wms_west", "1001"): "SO-7"}
    assert crosswalk.peek_theirs(ORDER, ["SO-1001"], "wms_west") == {}


def test_a_name_in_an_instance_s_namespace_is_not_ours_to_spell() -> None:
    crosswalk = DeclaredCrosswalk(rules=RULES, instances=["erp", "wms_west"])
    assert crosswalk.peek_theirs(ORDER, ["wms_west:1001", "web:1001"], "erp") == {"web:1001": "web:1001"}


async def test_links_tell_where_they_come_from() -> None:
    crosswalk = DeclaredCrosswalk([row(ORDER, "wms_west", "X-9", "SO-1001")], RULES)
    assert await crosswalk.links(ORDER, "SO-1001") == [
        Link(order("wms_west", "X-9"), "SO-1001", LinkOrigin.DECLARED),
        Link(order("erp", "SO-1001"), "SO-1001", LinkOrigin.RULE),
        Link(order("wms_east", "SO-1001"), "SO-1001", LinkOrigin.RULE),
        Link(order("tms", "EU/SO-1001"), "SO-1001", LinkOrigin.RULE),
    ]


def test_of_several_names_the_first_is_the_one_to_ask_by() -> None:
    rows = [row(GTIN, "erp", "4006381333931", "AX-1"), row(GTIN, "erp", "4006381333948", "AX-1", line=3)]
    crosswalk = DeclaredCrosswalk(rows)
    assert crosswalk.peek_theirs(GTIN, ["AX-1"], "erp") == {"AX-1": "4006381333931"}
    assert set(crosswalk.peek_ours([one.foreign for one in rows]).values()) == {"AX-1"}


def test_the_owner_of_a_kind_is_told() -> None:
    crosswalk = DeclaredCrosswalk(rules=RULES)
    assert crosswalk.owner(ORDER) == "erp"
    assert crosswalk.owner(GTIN) == ""


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (
            row(ORDER, "wms_west", "A", "SO-2", line=9),
            "links.csv line 9: order 'A' of wms_west is our 'SO-2' here, but 'SO-1' in links.csv line 2",
        ),
        (
            row(ORDER, "wms_west", "B", "SO-1", line=9),
            "links.csv line 9: our order 'SO-1' is to wms_west 'B' here, but 'A' in links.csv line 2",
        ),
    ],
    ids=["two meanings", "two names to ask by"],
)
def test_rows_that_contradict_each_other_are_both_named(second: DeclaredLink, message: str) -> None:
    with pytest.raises(ConfigProblems) as caught:
        DeclaredCrosswalk([row(ORDER, "wms_west", "A", "SO-1"), second])
    assert [problem.public for problem in caught.value.problems] == [message]


def test_a_row_that_stands_twice_contradicts_nothing() -> None:
    same = row(ORDER, "wms_west", "A", "SO-1")
    assert DeclaredCrosswalk([same, same]).peek_theirs(ORDER, ["SO-1"], "wms_west") == {"SO-1": "A"}


@given(
    name=st.text(min_size=1, max_size=20) | st.text("0123S-", min_size=1, max_size=7),
    spelling=st.one_of(
        st.builds(Spelling, strip_prefix=st.text(max_size=4)),
        st.builds(Spelling, add_prefix=st.text(max_size=4)),
        st.builds(
            Spelling,
            strip_prefix=st.text("S0-", max_size=2),
            pad=st.integers(0, 6),
            check_digit=st.sampled_from([None, "gs1"]),
        ),
        st.builds(Spelling, add_prefix=st.text("012", max_size=3), pad=st.integers(0, 6), check_digit=GS1),
    ),
)
def test_whatever_a_rule_spells_comes_back_as_it_was(name: str, spelling: Spelling) -> None:
    crosswalk = DeclaredCrosswalk(rules={ORDER: NameRule(written_by={"wms": spelling})})
    for ours, theirs in crosswalk.peek_theirs(ORDER, [name], "wms").items():
        assert crosswalk.peek_ours([order("wms", theirs)]) == {order("wms", theirs): ours}
