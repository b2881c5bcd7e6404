"""What is asked of each router: joins in both directions, many keys, unknown ones, mixed types, trouble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

UNKNOWN_ITEM, UNKNOWN_ORDER, UNKNOWN_PLACE = "AX-9999", "SO-9999999", "NOWHERE"
ITEMS = (*(f"AX-{number}" for number in range(1000, 1300)), UNKNOWN_ITEM)
ORDERS = (*(f"SO-{number:07d}" for number in range(1201, 1401)), UNKNOWN_ORDER)
MENTIONED = ("AX-1001", "EAST", "SO-0001392", UNKNOWN_ITEM, UNKNOWN_PLACE, UNKNOWN_ORDER)
ORDER = "SO-0001392"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One operation at a router. client: whose token is sent, empty for none. hanging: a system that does.

    learns: whether something is learned behind the answer, so that other systems may be asked at any time.
    """

    title: str
    document: str
    variables: Mapping[str, object] = field(default_factory=dict)
    client: str = "service-desk"
    hanging: str = ""
    learns: bool = False


FROM_OURS = Scenario(
    title="From an order of ours: its items' reviews, its customer's tier, its tickets",
    document="""
query ($number: String!) {
  order(number: $number) {
    number
    lines { sku product { name reviews { stars } } }
    customer { name tier }
    tickets { id refund { amount currency } }
  }
}
""",
    variables={"number": ORDER},
)
TO_ITEMS = Scenario(
    title="From 301 items of theirs to ours, one of them unknown",
    document="""
query ($skus: [String!]!) {
  featured(skus: $skus) { sku name availability { available { amount } } }
}
""",
    variables={"skus": ITEMS},
)
TO_ORDERS = Scenario(
    title="From 201 tickets of theirs to our orders, one of them unknown",
    document="""
query ($orders: [String!]!) {
  tickets(orders: $orders) { order { number channel status shipments { id } } }
}
""",
    variables={"orders": ORDERS},
)
MIXED = Scenario(
    title="From a list of mixed types, of each a known and an unknown key",
    document="""
query ($names: [String!]!) {
  mentioned(names: $names) {
    __typename
    ... on Product { sku name }
    ... on Location { code zone }
    ... on Order { number channel }
  }
}
""",
    variables={"names": MENTIONED},
)
REQUIRED = Scenario(
    title="What they make of our fields: @requires, plain and through an entity",
    document="""
query ($number: String!) {
  order(number: $number) {
    number channel greeting customer { code }
    lines { product { name baseUnit label } }
  }
}
""",
    variables={"number": ORDER},
)
PROVIDED = Scenario(
    title="What they have of ours already: @provides",
    document="query ($skus: [String!]!) { reviews(skus: $skus) { stars product { name } } }",
    variables={"skus": ["AX-1001"]},
)
HANGING = Scenario(
    title="While the TMS hangs",
    document="""
query ($orders: [String!]!) {
  tickets(orders: $orders) { id order { number channel status } }
}
""",
    variables={"orders": [ORDER]},
    hanging="tms",
)
ANONYMOUS = Scenario(
    title="Without a token",
    document="query ($orders: [String!]!) { tickets(orders: $orders) { id order { number channel } } }",
    variables={"orders": [ORDER]},
    client="",
)
ONE_ORDER = "query ($number: String!) { order(number: $number) { number } }"
WHOLE: Sequence[Scenario] = (FROM_OURS, TO_ITEMS, TO_ORDERS, MIXED, REQUIRED, PROVIDED)


def of_a_partner(own: str, foreign: str) -> Scenario:
    """A customer's own program, which sees its own rows without persons."""
    return Scenario(
        title="A partner's token: an order of its own, one of somebody else, and one that there is not",
        document="""
query ($orders: [String!]!) {
  tickets(orders: $orders) { id order { number channel customer { name } } }
}
""",
        variables={"orders": [own, foreign, UNKNOWN_ORDER]},
        client="partner-acme",
        learns=True,
    )
