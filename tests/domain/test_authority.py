import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.authority import Authority, AuthorityRule, Belonging, Choice, Fact

PHYSICAL, ORDER = Fact.STOCK_PHYSICAL, Fact.ORDER
AUTHORITY = Authority(
    (
        AuthorityRule(fact=PHYSICAL, instances=("wms_east",), locations=frozenset({"EAST"})),
        AuthorityRule(fact=PHYSICAL, instances=("wms_west", "erp"), regions=frozenset({"PACIFIC"})),
        AuthorityRule(fact=PHYSICAL, instances=("erp",)),
        AuthorityRule(fact=Fact.ESTIMATE, instances=("carrier", "tms")),
    ),
    {"WEST": "PACIFIC", "RENO": "PACIFIC", "EAST": "ATLANTIC"},
)
INSTANCES = ("erp", "wms_east", "wms_west", "tms", "carrier")

OLD, NEW = "erp_old", "erp_new"
US = AuthorityRule(fact=ORDER, instances=(NEW, OLD), business_units=frozenset({"US"}))
CA_OF_THE_OLD = AuthorityRule(fact=ORDER, instances=(OLD,), business_units=frozenset({"CA"}))
WEST = AuthorityRule(fact=ORDER, instances=(NEW, OLD), regions=frozenset({"PACIFIC"}))
US_WEST = AuthorityRule(
    fact=ORDER, instances=(NEW,), locations=frozenset({"WEST"}), business_units=frozenset({"US"})
)
REST = AuthorityRule(fact=ORDER, instances=(OLD, NEW))


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


def of(unit: str = "", *places: str) -> Belonging:
    return Belonging(frozenset(places), unit)


@pytest.mark.parametrize(
    ("rules", "told", "instances"),
    [
        ((US, REST), {OLD: of("US")}, US.instances),
        ((US, REST), {OLD: of("CA"), NEW: of("US")}, US.instances),
        ((US, REST), {OLD: of("CA")}, REST.instances),
        ((US, REST), {}, REST.instances),
        ((US,), {OLD: of("CA")}, None),
        ((CA_OF_THE_OLD, REST), {OLD: of("CA"), NEW: of("US")}, CA_OF_THE_OLD.instances),
        # Business units are codes of its own system: the new one's CA is not what the rule means.
        ((CA_OF_THE_OLD, REST), {OLD: of("US"), NEW: of("CA")}, REST.instances),
        ((WEST, REST), {OLD: of("", "EAST", "RENO")}, WEST.instances),
        ((WEST, REST), {OLD: of("", "EAST")}, REST.instances),
        ((US_WEST, REST), {NEW: of("US", "WEST")}, US_WEST.instances),
        ((US_WEST, REST), {NEW: of("US", "EAST")}, REST.instances),
        # Both must be told by one record.
        ((US_WEST, REST), {NEW: of("US"), OLD: of("", "WEST")}, REST.instances),
    ],
)
def test_the_records_say_which_rule_speaks(
    rules: tuple[AuthorityRule, ...], told: dict[str, Belonging], instances: tuple[str, ...] | None
) -> None:
    authority = Authority(rules, AUTHORITY.region_of)
    assert authority.choice(ORDER, told) == Choice(instances)


def test_a_silent_instance_leaves_the_rules_below_in_doubt() -> None:
    authority = Authority((CA_OF_THE_OLD, US, REST))
    assert authority.choice(ORDER, {NEW: of("US")}, {OLD}) == Choice(US.instances, (OLD,))
    assert authority.choice(ORDER, {OLD: of("CA")}, {NEW}) == Choice(CA_OF_THE_OLD.instances)
    assert authority.choice(ORDER, {}, {NEW, OLD}) == Choice(REST.instances, (OLD, NEW))


RULES = st.builds(
    AuthorityRule,
    fact=st.sampled_from((ORDER, Fact.ORDER_PROMISE)),
    instances=st.permutations(("a", "b", "c")).flatmap(
        lambda names: st.integers(1, 3).map(lambda most: tuple(names[:most]))
    ),
    locations=st.frozensets(st.sampled_from(("EAST", "WEST")), max_size=1),
    regions=st.frozensets(st.sampled_from(("PACIFIC", "ATLANTIC")), max_size=1),
    business_units=st.frozensets(st.sampled_from(("US", "CA")), max_size=1),
)
RECORDS = st.builds(
    Belonging, st.frozensets(st.sampled_from(("EAST", "WEST", "RENO"))), st.sampled_from(("", "US", "CA"))
)


@given(
    rules=st.lists(RULES, max_size=5),
    told=st.dictionaries(st.sampled_from("abc"), RECORDS),
    order=st.permutations("abc"),
)
def test_who_is_believed_is_decided_by_what_is_told_and_not_by_when(
    rules: list[AuthorityRule], told: dict[str, Belonging], order: list[str]
) -> None:
    authority = Authority(tuple(rules), AUTHORITY.region_of)
    silent = [name for name in "cba" if name not in told]
    choice = authority.choice(ORDER, told, set(silent))
    assert authority.choice(ORDER, {name: told[name] for name in order if name in told}, silent) == choice


@given(rules=st.lists(RULES, max_size=5), told=st.dictionaries(st.sampled_from("abc"), RECORDS, min_size=1))
def test_a_narrowed_rule_never_leaves_all_records_unbelieved(
    rules: list[AuthorityRule], told: dict[str, Belonging]
) -> None:
    authority = Authority(tuple(rules), AUTHORITY.region_of)
    wide = [rule for rule in rules if rule.fact is ORDER and not rule.is_narrowed]
    believed = authority.choice(ORDER, told).ranked(told)
    assert believed or not set(wide[0].instances) & set(told)


@given(
    rules=st.lists(RULES, max_size=5),
    records=st.fixed_dictionaries(dict.fromkeys("abc", RECORDS)),
    silent=st.sets(st.sampled_from("abc")),
)
def test_where_silence_might_matter_it_is_told(
    rules: list[AuthorityRule], records: dict[str, Belonging], silent: set[str]
) -> None:
    authority = Authority(tuple(rules), AUTHORITY.region_of)
    heard = {name: record for name, record in records.items() if name not in silent}
    choice = authority.choice(ORDER, heard, silent)
    if not choice.doubted_by:
        assert choice == authority.choice(ORDER, records)
