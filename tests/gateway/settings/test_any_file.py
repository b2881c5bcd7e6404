"""Whatever a file holds: it is read, or refused with places; nothing else ever comes out."""

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.settings.reading.problems import ConfigProblems
from tests.gateway.settings.samples import GOOD, LINKS, load

SECTIONS = ("instances", "names", "tables", "authority", "locations", "identity", "limits")

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates())
WORDS = st.sampled_from(
    [
        "adapter",
        "erp_sim",
        "erp",
        "owner",
        "written_by",
        "order",
        "fact",
        "at",
        "instances",
        "principals",
        ".",
    ]
)
VALUES = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | SCALARS, inner, max_size=3),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@given(text=st.text())
@example(text="? [a, b]\n: c\n")
@example(text="? {a: b}\n: c\n")
@example(text="<<: 1\n")
@example(text="instances: {<<: [1, 2]}\n")
@example(text="a: 2026-13-45\n")
@example(text="a: !!int x\n")
@example(text="a: 0b\n")
@example(text="instances: {erp: {adapter: [erp_sim]}}\n")
@example(text="[" * 500)
@example(text="{a: " * 400 + "1" + "}" * 400)
def test_any_text_is_read_or_refused(folder: Path, text: str) -> None:
    with contextlib.suppress(ConfigProblems):
        load(folder, text.replace("\r", "\n"))


@given(section=st.sampled_from(SECTIONS), value=VALUES)
def test_any_value_of_a_section_is_read_or_refused(folder: Path, section: str, value: object) -> None:
    document = yaml.safe_load(GOOD) | {section: value}
    with contextlib.suppress(ConfigProblems):
        load(folder, yaml.safe_dump(document))


@given(
    table=st.text()
    | st.lists(st.sampled_from([*LINKS.split("\n"), '"', ",,,", "item,erp,A,B"])).map("\n".join)
)
def test_any_table_is_read_or_refused(folder: Path, table: str) -> None:
    with contextlib.suppress(ConfigProblems):
        load(folder, links=table.encode("utf-8", "replace").decode())
