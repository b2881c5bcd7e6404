"""The page about adapters says what the manifests say, and its code is code that is run."""

import re

import pytest

from gateway.cli import main
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")
MADE_UP = ROOT / "tests" / "adapters" / "made_up_carrier"

CODE = re.compile(r"```(?:python|text)\n(.*?)```", re.DOTALL)
PATH = re.compile(r"`((?:adapters|domain|simulators|tests)/[\w/]+(?:\.py)?)/?`")


def test_its_tables_are_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["adapters", "--markdown"])
    assert left.value.code == 0
    tables = capsys.readouterr().out
    assert tables.count("| Adapter |") == 2
    assert tables in PAGE, "put the output of `ordergraph adapters --markdown` into docs/adapters.md"


def test_its_code_is_that_of_the_carrier_that_a_test_adds() -> None:
    manifest, connect, line = CODE.findall(PAGE)
    assert manifest in (MADE_UP / "__init__.py").read_text(encoding="utf-8")
    assert connect in (MADE_UP / "client.py").read_text(encoding="utf-8")
    registry = (ROOT / "adapters" / "registry.py").read_text(encoding="utf-8")
    assert line.replace("carrier_pipes", "carrier_sim") in registry


def test_the_places_that_it_names_are_there() -> None:
    named = PATH.findall(PAGE)
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []
