"""What `@fresh` says at an operation and its fields, compiled."""

from datetime import timedelta

import pytest
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st

from domain.ports.bounds import ANY_AGE, Bound
from gateway.execution.bounds import Bounds, Place
from gateway.execution.engine import graph_of
from resolvers.limiting.document_size import operations_of
from tests.resolvers.asking import SCHEMA

GRAPH = graph_of(SCHEMA)
WAY = ("order", "shipments", "orders", "lines", "quantities", "shipped", "amount")


def compiled(text: str, **variables: object) -> Place:
    document = parse(text)
    (operation,) = operations_of(document)
    return Bounds(GRAPH, document, operation).of(variables)


def seconds(number: float, *, strict: bool = False) -> Bound:
    return Bound(timedelta(seconds=number), strict)


def test_without_the_directive_there_is_no_bound() -> None:
    place = compiled('{ order(number: "SO-1") { number } }')
    assert (place.bound, place.below) == (ANY_AGE, {})


def test_a_bound_of_the_operation_is_that_of_all_its_fields() -> None:
    place = compiled('query @fresh(maxAge: "PT30S") { order(number: "SO-1") { number } }')
    assert (place.bound, place.below) == (seconds(30), {})
    assert place.at(["order", "number"]) == seconds(30)


def test_a_bound_of_a_field_holds_below_it_and_not_beside_it() -> None:
    text = (
        '{ a: order(number: "1") @fresh(maxAge: "PT5S") { lines { sku } } b: order(number: "2") { number } }'
    )
    place = compiled(text)
    assert place.at(["a", "lines", "sku"]) == seconds(5)
    assert place.at(["b", "number"]) == ANY_AGE
    assert place.at(["order"]) == ANY_AGE


def test_of_one_field_that_is_selected_twice_the_strictest_counts() -> None:
    text = """
      { order(number: "1") {
        status @fresh(maxAge: "PT9S") ...F ... on Order { status @fresh(strict: true) }
      } }
      fragment F on Order { status @fresh(maxAge: "PT3S") }
    """
    assert compiled(text).at(["order", "status"]) == seconds(3, strict=True)


def test_a_fragment_has_the_bound_of_where_it_is_spread() -> None:
    text = """
      { a: order(number: "1") @fresh(maxAge: "PT5S") { ...F } b: order(number: "1") { ...F } }
      fragment F on Order { status @fresh(maxAge: "PT20S") }
    """
    place = compiled(text)
    assert (place.at(["a", "status"]), place.at(["b", "status"])) == (seconds(5), seconds(20))


@pytest.mark.parametrize(("age", "bound"), [("PT7S", seconds(7)), (None, ANY_AGE)])
def test_variables_may_say_how_fresh(age: str | None, bound: Bound) -> None:
    text = 'query ($age: Duration) { order(number: "1") @fresh(maxAge: $age) { number } }'
    assert compiled(text, age=age).at(["order"]) == bound


def test_variables_that_do_not_fit_are_left_to_the_execution() -> None:
    text = 'query ($age: Duration) { order(number: "1") @fresh(maxAge: $age) { number } }'
    assert compiled(text, age="soon").at(["order"]) == ANY_AGE


@given(
    bounds=st.lists(
        st.builds(Bound, st.none() | st.builds(timedelta, seconds=st.integers(0, 90)), st.booleans()),
        min_size=len(WAY) + 1,
        max_size=len(WAY) + 1,
    )
)
def test_each_field_has_the_strictest_bound_of_its_way(bounds: list[Bound]) -> None:
    text, end = f"query {written(bounds[0])} {{", "}"
    for name, bound in zip(WAY, bounds[1:], strict=True):
        argument = '(number: "1")' if name == "order" else ""
        text += f" {name}{argument} {written(bound)}" + (" {" if name != WAY[-1] else "")
        end += "}" if name != WAY[-1] else ""
    place, expected = compiled(text + end), bounds[0]
    assert place.bound == expected
    for depth, bound in enumerate(bounds[1:], start=1):
        expected = expected.narrowed(bound)
        assert place.at(WAY[:depth]) == expected


def written(bound: Bound) -> str:
    age = f'maxAge: "PT{bound.max_age.total_seconds():.0f}S", ' if bound.max_age is not None else ""
    return f"@fresh({age}strict: {str(bound.strict).lower()})"
