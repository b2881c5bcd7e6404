"""docs/policy-rows.md looks at every type of the graph and every kind of owner."""

import re

from domain.partners import RowScope
from domain.rows.own_cases import OWN_CODES
from resolvers.references import absent
from resolvers.scopes.field_scopes import FIELD_SCOPES
from tests.docs.pages import inline, text

PAGE = "docs/policy-rows.md"
_RECORD = re.compile(
    r"^\| (?:record|order|shipment|track|return|stock|item|exception|purchase|customer).*\|$", re.MULTILINE
)


def test_every_type_of_the_graph_is_looked_at() -> None:
    assert {name for name in FIELD_SCOPES if not name.startswith("_")} - set(inline(PAGE)) == set()


def test_every_kind_of_owner_is_decided_for_each_record() -> None:
    rows = _RECORD.findall(text(PAGE))
    assert len(rows) == 10
    kinds = [kind.strip() for kind in rows[0].strip("|").split("|")][1:]
    assert kinds == list(RowScope.__struct_fields__)
    assert {row.count("|") for row in rows} == {len(kinds) + 2}


def test_what_is_told_of_what_is_not_there_is_the_code_of_the_page() -> None:
    assert absent().code in inline(PAGE)
    assert len(OWN_CODES) == 4, "overdue milestones and wrong stock, as the page says"
