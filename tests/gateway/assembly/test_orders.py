"""Two ERPs tell of one order: whose record it is, whose word counts for its parts, and who is missed."""

from itertools import permutations

import pytest
from msgspec.structs import replace

from domain.authority import Authority, AuthorityRule, Fact
from domain.errors import BackendUnavailable, ReplyInvalid
from domain.exceptions import BAD_RECORD, Finding
from domain.freshness import FreshState, Stamp
from domain.orders import Order
from domain.ports.reading import MISSING, Failed, Found, Missing
from gateway.assembly.orders import one_order
from tests.domain.folds.test_order_parts import A, B

AB, BA = ("a", "b"), ("b", "a")
FINDING = Finding(code=BAD_RECORD, group="b/holds")
TOLD = {
    "a": Found(A, (Stamp(source="a"),)),
    "b": Found(B, (Stamp(source="b"),), (FINDING,)),
}
DOWN = {name: Failed(BackendUnavailable("cannot be reached", backend=name)) for name in TOLD}
Told = Found[Order] | Missing | Failed


def rule(fact: Fact, instances: tuple[str, ...], unit: str = "") -> AuthorityRule:
    return AuthorityRule(fact=fact, instances=instances, business_units=frozenset({unit} - {""}))


def merged(*rules: AuthorityRule, **answers: Told) -> Told:
    return one_order(Authority(rules))("SO-1", answers)


def found(*rules: AuthorityRule, **answers: Told) -> Found[Order]:
    outcome = merged(*rules, **answers)
    assert isinstance(outcome, Found)
    return outcome


def sources(outcome: Found[Order]) -> dict[str, FreshState]:
    return {stamp.source: stamp.state for stamp in outcome.stamps}


def gaps(outcome: Found[Order]) -> list[str]:
    return [gap.backend for gap in outcome.gaps]


PROMISE_OF_B = rule(Fact.ORDER_PROMISE, ("b",))
RULES = (rule(Fact.ORDER, BA, "unit of b"), rule(Fact.ORDER, AB), PROMISE_OF_B)


@pytest.mark.parametrize("answers", [TOLD, {**TOLD, "c": MISSING}, {**TOLD, "a": DOWN["a"]}])
def test_an_order_is_the_same_in_whatever_order_the_systems_are_asked(answers: dict[str, Told]) -> None:
    merge = one_order(Authority(RULES))
    told = [merge("SO-1", dict(each)) for each in permutations(answers.items())]
    assert [each for each in told if each != told[0]] == []


def test_the_business_unit_decides_whose_record_it_is() -> None:
    assert found(*RULES, **TOLD).value.source == "b"
    moved = replace(TOLD["b"], value=replace(B, business_unit="another"))
    outcome = found(*RULES, a=TOLD["a"], b=moved)
    assert outcome.value.source == "a"
    assert outcome.gaps == ()


def test_a_silent_system_that_might_own_the_order_is_a_gap() -> None:
    outcome = found(*RULES[:2], a=TOLD["a"], b=DOWN["b"])
    assert (outcome.value.source, gaps(outcome)) == ("a", ["b"])
    assert sources(outcome) == {"a": FreshState.FRESH, "b": FreshState.UNAVAILABLE}
    less_believed = found(rule(Fact.ORDER, AB), a=TOLD["a"], b=DOWN["b"])
    assert less_believed.gaps == ()


def test_an_order_that_only_a_silent_system_might_know_is_not_missing() -> None:
    outcome = merged(rule(Fact.ORDER, ("b",), "unit of b"), rule(Fact.ORDER, ("a",)), a=MISSING, b=DOWN["b"])
    assert outcome == DOWN["b"]


def test_a_part_comes_from_its_own_owner_with_its_stamp_and_findings() -> None:
    outcome = found(rule(Fact.ORDER, AB), PROMISE_OF_B, **TOLD)
    order = outcome.value
    assert (order.source, order.as_of, order.customer) == ("a", A.as_of, A.customer)
    assert order.promised_at == B.promised_at
    assert sources(outcome) == {"a": FreshState.FRESH, "b": FreshState.FRESH}
    assert outcome.findings == (FINDING,)
    assert order.gaps == ()


def test_a_part_without_a_rule_follows_the_order() -> None:
    assert found(rule(Fact.ORDER, BA), **TOLD).value.promised_at == B.promised_at
    assert replace(found(rule(Fact.ORDER, AB), **TOLD).value, identifiers=()) == replace(A, identifiers=())


def test_a_part_whose_owner_is_silent_is_empty_and_says_who_is_missed() -> None:
    outcome = found(rule(Fact.ORDER, AB), PROMISE_OF_B, a=TOLD["a"], b=DOWN["b"])
    order = outcome.value
    assert (order.promised_at, order.customer) == (None, A.customer)
    assert order.gap(Fact.ORDER_PROMISE) is DOWN["b"].error
    assert gaps(outcome) == ["b"]
    assert sources(outcome)["b"] is FreshState.UNAVAILABLE


def test_a_system_that_is_missed_twice_is_one_gap() -> None:
    rules = (rule(Fact.ORDER, BA), PROMISE_OF_B, rule(Fact.ORDER_HOLDS, ("b",)))
    outcome = found(*rules, a=TOLD["a"], b=DOWN["b"])
    assert gaps(outcome) == ["b"]
    assert [gap.fact for gap in outcome.value.gaps] == [Fact.ORDER_PROMISE, Fact.ORDER_HOLDS]


def test_a_part_that_a_silent_system_might_own_is_empty_too() -> None:
    narrowed = rule(Fact.ORDER_PROMISE, ("b",), "unit of b")
    outcome = found(rule(Fact.ORDER, AB), narrowed, a=TOLD["a"], b=DOWN["b"])
    assert outcome.value.gap(Fact.ORDER_PROMISE) is DOWN["b"].error
    told_above = rule(Fact.ORDER_PROMISE, ("a",), "unit of a")
    certain = found(rule(Fact.ORDER, AB), told_above, narrowed, a=TOLD["a"], b=DOWN["b"])
    assert (certain.value.promised_at, certain.value.gaps) == (A.promised_at, ())


def test_a_part_is_empty_where_none_that_is_named_has_the_order() -> None:
    rules = (rule(Fact.ORDER, AB), PROMISE_OF_B)
    outcome = found(*rules, a=TOLD["a"], b=MISSING)
    assert (outcome.value.promised_at, outcome.value.gaps, outcome.gaps) == (None, (), ())
    both = found(rule(Fact.ORDER, AB), rule(Fact.ORDER_PROMISE, BA), a=TOLD["a"], b=MISSING)
    assert both.value.promised_at == A.promised_at


def test_every_system_that_may_speak_names_the_order() -> None:
    assert found(rule(Fact.ORDER, BA), **TOLD).value.identifiers == (*B.identifiers, *A.identifiers)
    assert found(rule(Fact.ORDER, ("a",)), **TOLD).value.identifiers == A.identifiers


def test_what_a_system_spoiled_is_told_whoever_owns_the_order() -> None:
    broken = Failed(ReplyInvalid("sent a record that cannot be used", backend="b"), (FINDING,))
    outcome = found(rule(Fact.ORDER, BA), a=TOLD["a"], b=broken)
    assert (outcome.value.source, gaps(outcome), outcome.findings) == ("a", ["b"], (FINDING,))
    of_a_part = found(rule(Fact.ORDER, AB), PROMISE_OF_B, a=TOLD["a"], b=broken)
    assert (gaps(of_a_part), of_a_part.findings) == (["b"], (FINDING,))
