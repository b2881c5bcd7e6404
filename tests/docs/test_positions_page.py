"""docs/positions.md: its file, its section and its commands do what it says."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from domain.events.types import EVENT_TYPES
from gateway.positions.snapshot_rows import STATES, BadRow, rows_of
from gateway.settings.positions import KeptPositions
from tests.docs.pages import block, commands, text
from tests.gateway.cli.linking import prepared, run

PAGE = "docs/positions.md"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    prepared(monkeypatch, tmp_path)
    with Path("ordergraph.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{block(PAGE, 'yaml')}")
    Path("positions.csv").write_text(block(PAGE, "csv"), encoding="utf-8")
    Path("positions.ndjson").write_text(block(PAGE, "json"), encoding="utf-8")


def test_its_section_shows_every_key_and_its_default() -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["positions"]["wms_east"]
    assert list(shown) == list(KeptPositions.model_fields)
    assert KeptPositions.model_validate(shown) == KeptPositions()


@pytest.mark.parametrize("file", ["positions.csv", "positions.ndjson"])
def test_its_files_have_no_bad_row(file: str) -> None:
    rows = list(rows_of(Path(file)))
    assert rows != []
    assert not any(isinstance(each, BadRow) for each in rows)


def test_it_names_every_state_and_every_event() -> None:
    page = text(PAGE)
    types = [name.removeprefix("stock.") for name in EVENT_TYPES if name.startswith("stock.")]
    assert [name for name in (*STATES, *types) if f"`{name}`" not in page] == []


def test_its_commands_work_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    told = [line for line in commands(PAGE) if re.match("ordergraph positions", line)]
    assert len(told) == 3
    for line in told:
        assert run(*shlex.split(line)[1:]) == 0, line
    said = capsys.readouterr().out
    assert "wms_east: 2 positions are read from now on" in said
    assert "0.00%" in said
