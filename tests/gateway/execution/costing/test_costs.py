"""What operations cost on the real graph: before they run, and by what they were given."""

from collections.abc import Mapping

import pytest
from graphql import parse

from domain.partners import FieldRights, Scope
from domain.shapes.words import AS_IT_IS
from gateway.execution.answers import Answer, Outcome
from gateway.execution.costing.pricing import Costs, Price
from gateway.execution.engine import graph_of
from resolvers.limiting.document_size import operations_of
from resolvers.schema import build_schema

GRAPH = graph_of(build_schema())
FRAGMENTS = """
fragment F on Order { status lines { ...G } }
fragment G on OrderLine { product { name } }
"""
ALL = FieldRights(frozenset(Scope), AS_IT_IS)


def price(text: str, inputs: Mapping[str, object] | None = None, rights: FieldRights = ALL) -> Price:
    document = parse(text)
    (node,) = operations_of(document)
    return Costs(GRAPH, document, node).of(rights, inputs or {})


def requested(text: str, inputs: Mapping[str, object] | None = None, rights: FieldRights = ALL) -> int:
    return price(text, inputs, rights).requested


def executed(data: Mapping[str, object] | None) -> Answer:
    return Answer(outcome=Outcome.EXECUTED, data=data)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ __typename }", 1),
        ('{ order(number: "1") { number placedAt } }', 2),
        ('{ a: order(number: "1") { number } b: order(number: "2") { number } }', 3),
        # One read answers all fields that are folded of an order's facts.
        ('{ order(number: "1") { status } }', 6),
        ('{ order(number: "1") { status again: status milestones { code } overdue { dueAt } } }', 6),
        # Lines ask for the facts of their order, and each for its own product.
        ('{ order(number: "1") { status lines { quantities { ordered { amount } } } } }', 6),
        ('{ order(number: "1") { lines { quantities { ordered { amount } } } } }', 6),
        ('{ order(number: "1") { lines { sku } } }', 2),
        ('{ order(number: "1") { lines { product { name } } } }', 2 + 10),
        ('{ order(number: "1") { lines { product { availability { sku } } } } }', 2 + 10 * 3),
        ('{ order(number: "1") { shipments { status carrier } } }', 2 + 2 + 2 * 2),
        ("{ orders { edges { node { number } } } }", 1 + 5 + 20),
        ("{ orders(first: 3) { edges { node { status } } totalCount totalCountIsExact } }", 1 + 5 + 3 + 15),
        ("{ orders(first: 5000) { edges { node { number } } feeds { source } } }", 1 + 5 + 1 + 100),
        ('{ availability(skus: ["1", "2", "3"]) { available { amount } } }', 1 + 6),
        ('{ products(skus: "1") { name } }', 2),
        ('{ products(skus: ["1", "2"]) { name availability { sku } } }', 1 + 2 + 4),
        ("{ locations { name } }", 1 + 5),
        ('{ find(text: "x") { kind } }', 6),
        ('{ find(text: "x") { order { status } shipment { carrier } } }', 6 + 20 * (2 + 4)),
        ("{ exceptions(first: 2) { edges { node { impact { orders } } } } }", 1 + 2 + 40),
        ("{ __schema { types { name } } }", 11),
        ('mutation { resolveException(id: "1", note: "x") { exception { id } } }', 6),
        ("{ _entities(representations: [{a: 1}, {a: 2}]) { ... on Product { name } } }", 1 + 4),
        (
            "{ _entities(representations: [{}]) { ... on Order { status } ... on Product { sku } } }",
            1 + 2 + 4,
        ),
        (f'query {{ order(number: "1") {{ ...F }} }} {FRAGMENTS}', 6 + 10),
    ],
)
def test_what_an_operation_may_cost(text: str, cost: int) -> None:
    assert requested(text) == cost


@pytest.mark.parametrize(
    ("inputs", "cost"),
    [
        ({}, 1 + 5 + 7),
        ({"n": None}, 1 + 5 + 7),
        ({"n": 2}, 1 + 5 + 2),
        ({"n": -4}, 6),
        ({"n": 10**12}, 1 + 5 + 100),
        ({"n": "x"}, 1 + 5 + 1),
        ({"other": 9}, 1 + 5 + 7),
    ],
)
def test_variables_say_how_much(inputs: Mapping[str, object], cost: int) -> None:
    text = "query ($n: Int! = 7) { orders(first: $n) { edges { node { number } } } }"
    assert requested(text, inputs) == cost


def test_so_do_lists_in_variables() -> None:
    text = "query ($skus: [String!]!) { products(skus: $skus) { availability { sku } } }"
    assert requested(text, {"skus": ["1", "2"]}) == 1 + 2 * 3
    assert requested(text, {"skus": []}) == 1
    assert requested(text, {"skus": "one"}) == 1 + 3


@pytest.mark.parametrize(("asked", "cost"), [(True, 6), (False, 2), (None, 2)])
def test_what_is_left_out_on_a_condition_costs_nothing(asked: bool | None, cost: int) -> None:  # noqa: FBT001 - a parameter of the test
    text = 'query ($s: Boolean! = false) { order(number: "1") { number status @include(if: $s) } }'
    assert requested(text, {} if asked is None else {"s": asked}) == cost


def test_variables_that_do_not_fit_cost_the_entry_alone() -> None:
    text = 'query ($s: Boolean!) { order(number: "1") { number status @include(if: $s) } }'
    assert requested(text, {"s": "no"}) == 1


def test_what_is_not_granted_is_not_read_and_costs_nothing() -> None:
    text = '{ order(number: "1") { status customer { name } } products(skus: ["1"]) { name } }'
    few = FieldRights(frozenset({Scope.ORDERS_READ}), AS_IT_IS)
    assert (requested(text), requested(text, rights=few)) == (1 + 1 + 4 + 1 + 1, 1 + 1 + 4)


ORDERS = "query ($n: Int!) { orders(first: $n) { edges { node { status lines { product { name } } } } } }"


@pytest.mark.parametrize(
    ("data", "cost"),
    [
        ({"orders": None}, 6),
        ({"orders": {"edges": []}}, 6),
        ({"orders": {"edges": [{"node": None}]}}, 6 + 1),
        ({"orders": {"edges": [{"node": {"status": "OPEN", "lines": []}}]}}, 6 + 5),
        ({"orders": {"edges": [{"node": {"status": None, "lines": [{"product": None}] * 3}}]}}, 6 + 5 + 3),
        ({"orders": {"edges": [{"node": {"status": "OPEN", "lines": [{"product": {}}] * 3}}] * 2}}, 6 + 16),
    ],
)
def test_an_answer_costs_what_is_in_it(data: Mapping[str, object], cost: int) -> None:
    assert price(ORDERS, {"n": 10}).actual(executed(data)) == cost


def test_an_answer_never_costs_more_than_was_asked_for() -> None:
    asked = price('{ order(number: "1") { lines { product { name } } } }')
    assert asked.actual(executed({"order": {"lines": [{"product": {}}] * 500}})) == asked.requested == 12


def test_entities_cost_by_what_they_turn_out_to_be() -> None:
    asked = price(
        "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { status } ... on Product { "
        "name availability { sku } } } }",
        {"r": [{}, {}, {}]},
    )
    assert asked.requested == 1 + 6 + 3 * 4
    given = [{"status": "OPEN"}, {"name": "Axle", "availability": None}, None]
    assert asked.actual(executed({"_entities": given})) == 1 + 6 + 4 + 2


@pytest.mark.parametrize(
    ("outcome", "cost"),
    [
        (Outcome.INVALID, 1),
        (Outcome.OVERSIZED, 1),
        (Outcome.EXECUTED, 56),
        (Outcome.TIMED_OUT, 56),
        (Outcome.ABANDONED, 56),
    ],
)
def test_who_is_given_up_has_had_all_that_it_asked_for(outcome: Outcome, cost: int) -> None:
    asked = price("{ orders(first: 10) { edges { node { status } } } }")
    assert asked.actual(Answer(outcome=outcome)) == cost


def test_it_is_compiled_once_for_all_who_have_the_same_rights() -> None:
    document = parse(ORDERS)
    (node,) = operations_of(document)
    costs = Costs(GRAPH, document, node)
    few = FieldRights(frozenset({Scope.ORDERS_READ}), AS_IT_IS)
    first, again, other = costs.of(ALL, {"n": 1}), costs.of(ALL, {"n": 2}), costs.of(few, {"n": 1})
    assert first.place is again.place
    assert (first.requested, again.requested, other.requested) == (6 + 15, 6 + 30, 6 + 5)


def test_the_rights_of_many_are_not_kept_for_ever() -> None:
    document = parse("{ __typename }")
    (node,) = operations_of(document)
    costs = Costs(GRAPH, document, node)
    scopes = sorted(Scope)
    for number in range(100):
        chosen = (scope for bit, scope in enumerate(scopes) if number >> bit & 1)
        costs.of(FieldRights(frozenset(chosen), AS_IT_IS), {})
    assert len(costs._known) == 16
