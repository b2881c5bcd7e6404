"""Files that are not YAML: line and column, and never a piece of the file."""

from pathlib import Path

import pytest

from tests.gateway.settings.samples import GOOD, SECRET, problems

SYNTAX = {
    "bracket without an end": (
        "instances: {a: [1",
        "line 1, column 18: while parsing a flow sequence: expected",
    ),
    "tab": ("instances:\n\ta: 1\n", "line 2, column 1: while scanning for the next token: found character"),
    "two documents": ("a: 1\n---\nb: 2\n", "line 2, column 1: expected a single document in the stream"),
    "control character": ("a: 1\nb: \x07\n", "line 2: holds a character that YAML does not allow"),
    "unquoted alias": (f"a: *{SECRET}\n", "line 1, column 4: found undefined alias; a text that begins with"),
    "unquoted handle": (f"a: !{SECRET}!x y\n", "line 1, column 4: found undefined tag handle; a text"),
    "twice one anchor": (
        f"a: &{SECRET} 1\nb: &{SECRET} 2\n",
        "line 2, column 4: found duplicate anchor; a text that",
    ),
    "unquoted variable": (
        "a: {b: ${X}}\n",
        "line 1, column 9: while parsing a flow mapping: expected ',' or",
    ),
}


@pytest.mark.parametrize(("text", "message"), SYNTAX.values(), ids=SYNTAX)
def test_what_is_not_yaml_names_line_and_column(tmp_path: Path, text: str, message: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(message)


def test_a_variable_without_quotes_inside_braces_is_told_what_to_write(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "a: {b: ${X}}\n")
    assert problem.startswith("line 1, column 9: while parsing a flow mapping: expected")
    assert problem.endswith("""but got '{'; inside {...} write "${NAME}" with quotes""")


def test_a_tag_is_told_at_its_place_and_not_repeated(tmp_path: Path) -> None:
    text = GOOD.replace('"${ERP_API_KEY}"', f"!{SECRET} x")
    told = "instances.erp.api_key: has a tag that means nothing here; a text that begins with ! needs quotes"
    assert problems(tmp_path, text) == [f"{told} (line 2)"]


@pytest.mark.parametrize("value", ["!!int many", "!!bool maybe", "0b"])
def test_a_number_that_is_none_is_told_at_its_place(tmp_path: Path, value: str) -> None:
    (problem,) = problems(tmp_path, GOOD.replace("depth: 9", f"depth: {value}"))
    assert problem.startswith("limits.depth: ")
    assert problem.endswith("(line 23)")
