"""The operations: the same text for both servers, whose schemas have these fields alike."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.execution.records import ORDERS, SKUS

_LINES = "lines { id sku description ordered { amount unit } }"
_EVENTS = "milestones { code occurredAt source place rawCode }"
_AVAILABILITY = """availability(skus: $skus) {
    sku available { amount unit } locations { location available { amount unit } }
  }"""
_PAGE = "orders(first: 50) {{ edges {{ node {{ number status placedAt channel {lines} {shipments} }} }} }}"
_SHIPMENT = "id status carrier trackingNumbers"


class Question(NamedTuple):
    """One operation and its variables."""

    name: str
    document: str
    variables: Mapping[str, object]


QUESTIONS = (
    Question(
        "Q1: 20 SKUs of availability with locations",
        f"query ($skus: [String!]!) {{ {_AVAILABILITY} }}",
        {"skus": list(SKUS)},
    ),
    Question(
        "Q2: one order, 5 lines, 2 shipments of 6 events",
        f"""query ($number: String!) {{
  order(number: $number) {{ number status placedAt channel {_LINES} shipments {{ {_SHIPMENT} {_EVENTS} }} }}
}}""",
        {"number": next(iter(ORDERS))},
    ),
    Question(
        "Q3: 50 orders nested",
        f"{{ {_PAGE.format(lines=_LINES, shipments=f'shipments {{ {_SHIPMENT} }}')} }}",
        {},
    ),
    Question(
        "Q3f: the same with availability and events",
        f"""query ($skus: [String!]!) {{
  {_PAGE.format(lines=_LINES, shipments=f"shipments {{ {_SHIPMENT} {_EVENTS} }}")}
  {_AVAILABILITY}
}}""",
        {"skus": list(SKUS)},
    ),
)
