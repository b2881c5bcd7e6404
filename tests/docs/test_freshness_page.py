"""The page on freshness names what the graph has, and its example runs."""

import re

from domain.freshness import FreshState, StaleReason
from gateway.execution.engine import graph_of
from tests.docs.pages import ROOT
from tests.gateway.execution.asking_fresh import Remembered
from tests.resolvers.asking import SCHEMA

PAGE = (ROOT / "docs/freshness.md").read_text(encoding="utf-8")


def test_every_field_state_and_reason_is_told() -> None:
    told = set(re.findall(r"`(\w+)`", PAGE))
    fields = graph_of(SCHEMA).type_map["Freshness"].fields  # type: ignore[attr-defined] # an object type
    assert {*fields, *FreshState, *StaleReason} <= told


async def test_the_example_runs() -> None:
    (example,) = re.findall(r"```graphql\n(.*?)```", PAGE, flags=re.DOTALL)
    answer = await Remembered().ask(example)
    assert not answer.errors
    assert answer.data
