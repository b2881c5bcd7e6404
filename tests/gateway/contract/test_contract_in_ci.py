"""What `make check` does with a change, on a copy of the repository that has a release."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.console import Console

from domain.errors import ConfigInvalid
from gateway.cli.contract import check_contract, contract_files
from gateway.wiring.graph import published_schema

SCHEMA = published_schema()
FILES = contract_files(SCHEMA, "0.1.0")
PICKED = Path("docs/events/schemas/order.picked.v1.json")
BREAKS = Path("docs/contract-breaks.yaml")
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Copy:
    """A repository with the contract in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.console = Console(width=200, record=True)
        self.write(FILES)

    def write(self, files: Mapping[Path, str]) -> None:
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")

    def release(self, tag: str) -> None:
        """Tag what is there."""
        author = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
        for step in (("init", "-q"), ("add", "."), (*author, "commit", "-qm", "A release"), ("tag", tag)):
            command = ["git", "-C", str(self.root), *step]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - the command is the test's own

    def passes(self, schema: str = SCHEMA, since: str | None = None) -> bool:
        files = {**FILES, Path("schema.graphql"): schema}
        return check_contract(self.console, self.root, files, schema, since)

    def said(self) -> str:
        return self.console.export_text()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_without_a_release_there_is_nothing_to_break(copy: Copy) -> None:
    assert copy.passes()
    assert copy.said() == "No release yet: nothing to compare the contract with\n"


def test_a_stale_file_fails(copy: Copy) -> None:
    copy.write({Path("schema.graphql"): SCHEMA + "# more\n", PICKED: "{}"})
    assert not copy.passes()
    assert copy.said().splitlines()[:2] == [
        "schema.graphql is not what the code gives: run `make schema`",
        f"{PICKED} is not what the code gives: run `make schema`",
    ]


def test_the_schema_of_no_type_fails(copy: Copy) -> None:
    copy.write({PICKED.with_name("order.sung.v1.json"): "{}"})
    assert not copy.passes()
    assert "order.sung.v1.json belongs to no type" in copy.said()


def test_a_missing_description_fails(copy: Copy) -> None:
    described = next(line for line in SCHEMA.splitlines() if line.startswith('  """'))
    bare = SCHEMA.replace(f"{described}\n", "", 1)
    copy.write({Path("schema.graphql"): bare})
    assert not copy.passes(bare)
    assert "has no description" in copy.said()


@needs_git
def test_a_schema_break_fails_until_its_reason_is_declared(copy: Copy) -> None:
    older = SCHEMA.replace("type Order @key", "type Sung { song: String }\n\ntype Order @key", 1)
    assert older != SCHEMA
    copy.write({Path("schema.graphql"): older})
    copy.release("v0.1.0")
    copy.write(FILES)
    assert not copy.passes()
    assert "Sung was removed. This breaks what v0.1.0 promised" in copy.said()
    copy.write({BREAKS: "- {change: Sung was removed., reason: nobody sang}\n"})
    assert copy.passes()
    assert copy.said() == "Compared with v0.1.0\n"


@needs_git
def test_a_removed_event_field_fails(copy: Copy) -> None:
    older = json.loads(FILES[PICKED])
    older["properties"]["mood"] = {"type": "string"}
    copy.write({PICKED: json.dumps(older)})
    copy.release("v0.1.0")
    copy.write(FILES)
    assert not copy.passes()
    assert "Event order.picked.v1.json: data.mood was removed." in copy.said()


@needs_git
def test_a_declared_break_that_there_is_not_fails(copy: Copy) -> None:
    copy.release("v0.1.0")
    copy.write({BREAKS: "- {change: Sung was removed., reason: nobody sang}\n"})
    assert not copy.passes()
    assert "No such break since v0.1.0" in copy.said()


@needs_git
@pytest.mark.parametrize("tag", ["v9.9.9", "--help"])
def test_a_release_that_there_is_not_is_told(copy: Copy, tag: str) -> None:
    copy.release("v0.1.0")
    with pytest.raises(ConfigInvalid):
        copy.passes(since=tag)
