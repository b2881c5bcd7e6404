import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==(?P<version>[^\s;]+)(?P<rest>.*)$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
ADDRESS = re.compile(r"://|(?:^|\s)(?:/|\.\.?/|~)|@\s|--(?:index|extra-index|find-links)")


@cache
def pyproject() -> Mapping[str, dict[str, list[object]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def extras() -> Iterator[tuple[str, list[object]]]:
    for name, declared in pyproject()["project"].items():
        if name == "optional-dependencies" and isinstance(declared, Mapping):
            yield from declared.items()


def pins(lock: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    return {found["name"]: found["version"] for line in lines if (found := PIN.match(line))}


def direct(declared: list[object]) -> list[Requirement]:
    return [Requirement(text) for text in declared if isinstance(text, str)]


@pytest.mark.parametrize("folder", ["hive", "node"])
def test_what_npm_installs_is_locked_without_an_address(folder: str) -> None:
    home = ROOT / "requirements" / folder
    wanted = json.loads((home / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((home / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert packages.pop("")["dependencies"] == wanted
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [
        name for name, one in packages.items() if "integrity" not in one and not one.get("inBundle")
    ] == []


def test_there_are_locks() -> None:
    assert {"build.lock", "dev.lock", "runtime.lock"} <= {lock.name for lock in LOCKS}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
class TestEachLock:
    def test_names_no_address(self, lock: Path) -> None:
        lines = lock.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if ADDRESS.search(line)] == []

    def test_holds_pins_with_hashes_and_nothing_else(self, lock: Path) -> None:
        lines = [
            line
            for line in lock.read_text(encoding="utf-8").splitlines()
            if not line.lstrip().startswith("#")
        ]
        assert [line for line in lines if not (PIN.match(line) or HASH.match(line))] == []
        unhashed = [
            line
            for line, after in zip(lines, [*lines[1:], ""], strict=True)
            if PIN.match(line) and not HASH.match(after)
        ]
        assert unhashed == []


@pytest.mark.parametrize(
    ("lock", "section", "name"),
    [
        ("runtime.lock", "project", "dependencies"),
        ("dev.lock", "project", "dependencies"),
        ("dev.lock", "dependency-groups", "dev"),
        ("build.lock", "dependency-groups", "build"),
    ],
)
def test_the_lock_satisfies_what_pyproject_asks_for(lock: str, section: str, name: str) -> None:
    locked = pins(lock)
    wanted = direct(pyproject()[section][name])
    assert wanted
    assert [
        str(want) for want in wanted if locked.get(canonicalize_name(want.name), "0") not in want.specifier
    ] == []


def test_the_extra_s_lock_satisfies_what_the_extra_asks_for() -> None:
    locked = pins("karrio.lock")
    wanted = direct(dict(extras())["karrio"])
    assert wanted
    assert [
        str(want) for want in wanted if locked.get(canonicalize_name(want.name), "0") not in want.specifier
    ] == []


@pytest.mark.parametrize("lock", ["dev.lock", "karrio.lock"])
def test_tests_run_on_the_versions_that_ship(lock: str) -> None:
    shipped = pins("runtime.lock")
    assert {name: pins(lock).get(name) for name in shipped} == shipped
