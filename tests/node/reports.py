"""Reports that are kept as text: written anew by `make test-node`, and held against what is committed."""

import json
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.node.programs import ROOT

REPORTS = ROOT / "docs" / "reports"


def version(home: Path, package: str) -> str:
    """A package that is installed, with its exact version."""
    manifest = json.loads((home / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return f"{package} {manifest['version']}"


def kept(name: str, text: str) -> None:
    """Fail where the report is not the one that is kept, and keep this one, for its diff to be read."""
    file = REPORTS / name
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(text, encoding="utf-8")
    if text != before:
        diff = "\n".join(unified_diff(before.splitlines(), text.splitlines(), "kept", "now", lineterm=""))
        pytest.fail(
            f"{file.relative_to(ROOT)} is not what came of it; now it is: commit it\n{diff}", pytrace=False
        )
