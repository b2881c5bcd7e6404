"""docs/policy.md: its tables are what is declared."""

from collections.abc import Callable

import pytest

from domain.partners import Scope
from domain.shapes.words import Exact
from resolvers.granting.page import TABLES, scopes
from tests.docs.pages import text

PAGE = text("docs/policy.md")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_is_what_is_declared(table: Callable[[], str]) -> None:
    for part in table().split("\n\n"):
        assert part in PAGE, "put the output of `python -m resolvers.granting.page` into docs/policy.md"


def test_each_scope_that_opens_fields_is_told() -> None:
    told = {scope for scope in Scope if f"| `{scope}` |" in scopes()}
    assert set(Scope) - told <= {Scope.PARTNERS_READ, Scope.PARTNERS_WRITE}


def test_low_is_what_is_said_where_nothing_is_agreed() -> None:
    assert f"({Exact().low} where nothing is said)" in PAGE
