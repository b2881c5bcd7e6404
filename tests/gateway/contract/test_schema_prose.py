import pytest
from graphql import build_schema

from gateway.contract.schema_prose import prose_complaints

GOOD = """
"Reads."
type Query {
  "One order."
  order("Its number." number: String!): Order
}
"An order."
type Order @key(fields: "number") {
  "Its number."
  number: String
  "Its channel." channel: String @deprecated(reason: "Use `origin` instead; leaves after 2027-01-31.")
  "How it is." state: State
}
"How an order is."
enum State { OPEN SHUT }
"What to look for."
input OrderFilterInput { "The number." number: String }
"How fresh."
directive @fresh("How old." maxAge: String) on QUERY
"""


def complaints(schema: str) -> list[str]:
    return prose_complaints(build_schema(schema, assume_valid_sdl=True))


def test_a_schema_that_keeps_to_it_has_no_complaint() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('"Its number."\n  number', "number", "Order.number: has no description"),
        ('"An order."\n', "", "Order: has no description"),
        ('"Its number." number', "number", "Query.order(number:): has no description"),
        ('"How fresh."\n', "", "@fresh: has no description"),
        ('"How old." maxAge', "maxAge", "@fresh(maxAge:): has no description"),
        ("@fresh", "@Fresh", "@Fresh: 'Fresh' is not spelled as its like are"),
        ('"The number." number', "number", "OrderFilterInput.number: has no description"),
        ("State", "order_state", "order_state: 'order_state' is not spelled as its like are"),
        (
            " channel:",
            " sales_channel:",
            "Order.sales_channel: 'sales_channel' is not spelled as its like are",
        ),
        ("OPEN SHUT", "open SHUT", "State.open: 'open' is not spelled as its like are"),
        ("OrderFilterInput", "OrderFilter", "OrderFilter: the name of an input should end with Input"),
        (
            "; leaves after 2027-01-31",
            "",
            "Order.channel: its deprecation should read 'Use `x` instead; leaves after 2027-01-31.'",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(good: str, bad: str, said: str) -> None:
    assert good in GOOD
    assert complaints(GOOD.replace(good, bad)) == [said]
