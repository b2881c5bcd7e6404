"""`make test-node` where there is no Node.js: one line for a newcomer, a failure in CI."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT


@pytest.mark.parametrize(("ci", "fails"), [("", False), ("true", True)])
def test_without_node_it_says_so(ci: str, fails: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    make = shutil.which("make")
    assert make is not None
    (tmp_path / "make").symlink_to(make)
    done = subprocess.run(  # noqa: S603 - our own Makefile
        # Whatever environment the tests run in, no other is made here.
        [make, "--old-file", ".venv/.ready", "test-node"],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) is fails
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert said == ["test-node is left out: it needs npm and Node.js 20 or newer"]
