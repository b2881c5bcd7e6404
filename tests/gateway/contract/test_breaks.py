from pathlib import Path

import pytest

from domain.errors import ConfigInvalid
from gateway.contract.breaks import judged, read_declared, schema_breaks

OLD = """
type Query { order(number: String!): Order }
type Order @key(fields: "number") @key(fields: "id") { number: String id: ID channel: String }
"""


def test_a_new_field_breaks_nobody() -> None:
    assert schema_breaks(OLD, OLD.replace("channel: String", "channel: String age: Int")) == []


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (" channel: String", "", "Field Order.channel was removed."),
        ("number: String!", "number: Int!", "changed type from String! to Int!."),
        (' @key(fields: "id")', "", "Order lost its key 'id'."),
    ],
)
def test_what_a_client_relied_on_breaks(was: str, now: str, said: str) -> None:
    (told,) = schema_breaks(OLD, OLD.replace(was, now))
    assert told.endswith(said)


def test_a_declared_break_is_explained_and_one_that_is_none_is_idle() -> None:
    verdict = judged(["a left.", "b left."], {"b left.": "nobody read it", "c left.": "long ago"})
    assert (verdict.unexplained, verdict.idle) == (("a left.",), ("c left.",))


def test_declarations_are_read_with_their_reasons(tmp_path: Path) -> None:
    file = tmp_path / "breaks.yaml"
    assert read_declared(file) == {}
    file.write_text("- {change: a left., reason: nobody read it}\n")
    assert read_declared(file) == {"a left.": "nobody read it"}


@pytest.mark.parametrize(
    "wrong", ["- {change: a left.}", "- {change: a left., reason: ' '}", "change: a", "- [", "- {why: not}"]
)
def test_a_declaration_without_a_reason_is_refused(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "breaks.yaml"
    file.write_text(wrong)
    with pytest.raises(ConfigInvalid, match=r"reason"):
        read_declared(file)
