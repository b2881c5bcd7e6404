"""Every command, option, variable, path and link that a document names is there."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from gateway.cli import entry
from gateway.settings.process import PREFIX, ProcessSettings
from tests.docs.pages import ROOT, commands, inline, links, pages, text

PAGES = [pytest.param(page, id=str(page)) for page in pages()]
VARIABLE = re.compile(rf"\b{PREFIX}[A-Z_]+\b")
FORESEEN = {"gateway/events"}
"""Rooms that docs/architecture.md says are still empty."""
OF_TESTS = re.compile(rf"{PREFIX}(TEST_(POSTGRES|REDIS|RABBITMQ|NATS)|REAL)")
ROOMS = "adapters|benchmarks|docs|domain|gateway|migrations|resolvers|requirements|simulators|tests"
PATH = re.compile(rf"(?:{ROOMS})/[\w./*-]+")


def given(page: Path, program: str) -> Iterator[list[str]]:
    """The words after `program`, each time that the page gives it. `a | b` are two commands."""
    for line in commands(page):
        if line.startswith(f"{program} "):
            first, *others = line.removeprefix(f"{program} ").split(" | ")
            yield from (shlex.split(one, comments=True) for one in (first, *others))


@pytest.fixture(scope="module")
def targets() -> set[str]:
    listing = ["make", "help"]
    told = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own Makefile
    return set(re.findall(r"^  make ([a-z0-9-]+) +\S", told, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_make_lists_every_target(page: Path, targets: set[str]) -> None:
    named = {word for words in given(page, "make") for word in words if "=" not in word}
    assert named <= targets | {"help"}


@pytest.mark.parametrize("page", PAGES)
def test_ordergraph_has_every_command_and_option(page: Path) -> None:
    for words in given(page, "ordergraph"):
        command = typer.main.get_command(entry._APP)
        while isinstance(command, TyperGroup):
            command = command.commands[words.pop(0)]
        options = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize("page", PAGES)
def test_every_variable_is_a_setting(page: Path) -> None:
    settings = {f"{PREFIX}{name}".upper() for name in ProcessSettings.model_fields}
    assert {name for name in VARIABLE.findall(text(page)) if not OF_TESTS.fullmatch(name)} <= settings


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not (ROOT / page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_exists(page: Path) -> None:
    named = [path for path in inline(page) if PATH.fullmatch(path) and path not in FORESEEN]
    assert [path for path in named if not any(ROOT.glob(path.rstrip("/")))] == []


def test_the_readme_names_the_commands_that_a_newcomer_needs() -> None:
    named = {words[0] for program in ("make", "ordergraph") for words in given(Path("README.md"), program)}
    assert named >= {"demo", "test", "help", "check-config", "migrate", "serve"}
