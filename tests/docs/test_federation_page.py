"""docs/federation.md: its entities, tags and limits are the graph's, and its code is what is run."""

import re

import pytest

from domain.partners import Scope
from resolvers.limiting.limits import Limits
from resolvers.scopes.field_scopes import ENTITY_QUERIES, FIELD_SCOPES
from resolvers.tags import TAGGED
from tests.docs.pages import ROOT, text

PAGE = text("docs/federation.md")
CODE = re.compile(r"^```js\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTITY = re.compile(r"^\| `(\w+)` \| `(\w+)` \| `([\w:]+)` \|$", re.MULTILINE)
TAG = re.compile(r"^\| `(\w+)` \| [^`]", re.MULTILINE)


def test_its_entities_have_these_keys_and_scopes() -> None:
    contract = text("schema.graphql")
    told = {name: Scope(scope) for name, _, scope in ENTITY.findall(PAGE)}
    assert told == {name: FIELD_SCOPES["Query"][query] for name, query in ENTITY_QUERIES.items()}
    for name, key, _ in ENTITY.findall(PAGE):
        assert re.search(rf'^type {name} .*@key\(fields: "{key}"\)', contract, re.MULTILINE)


def test_it_names_every_tag() -> None:
    assert set(TAG.findall(PAGE)) == {tag.name for tag in TAGGED.values()}


def test_its_limit_is_the_default() -> None:
    assert f"`representations` of the instance file, {Limits().representations:,} where" in PAGE


@pytest.mark.parametrize(("index", "file"), [(0, "apollo_gateway.mjs"), (1, "hive.config.mjs")])
def test_its_code_is_what_is_run(index: int, file: str) -> None:
    assert CODE.findall(PAGE)[index] in (ROOT / "tests" / "node" / file).read_text(encoding="utf-8")
