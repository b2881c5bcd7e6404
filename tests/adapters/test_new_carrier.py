"""A new carrier is one folder and one line. Done here to a copy of the adapters."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from adapters.registry import MANIFESTS
from domain.folds.shipment_status import shipment_status
from domain.milestones import Milestone, MilestoneCode
from domain.ports.backends import BACKEND_PORTS, CHANGES, WEBHOOK
from domain.shipments import ShipmentStatus, Track
from tests.adapters.ask_new_carrier import ADAPTER, KNOWN
from tests.architecture.tree import ROOT

ANOTHER_CARRIER = "carrier_sim"
MADE_UP = Path(__file__).parent / "made_up_carrier"


class Told(msgspec.Struct):
    adapters: str
    names: list[str]
    declared: list[str] = []
    lacking: list[str] = []
    offered: list[str] = []
    track: Track | None = None
    unknown_is_missing: bool = False


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Our adapters with the folder of a new carrier among them."""
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "adapters", tmp_path / "adapters", ignore=caches)
    shutil.copytree(MADE_UP, tmp_path / "adapters" / ADAPTER, ignore=caches)
    return tmp_path


def ask(copy: Path) -> Told:
    """Run `ask` in a process of its own, in which the copy stands before the original."""
    path = os.pathsep.join([str(copy), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.adapters.ask_new_carrier"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = msgspec.json.decode(done.stdout, type=Told)
    assert Path(told.adapters).is_relative_to(copy)
    return told


def add_line(copy: Path) -> None:
    """Name the new carrier in the registry, as another carrier is named there."""
    registry = copy / "adapters" / "registry.py"
    lines = registry.read_text(encoding="utf-8").splitlines(keepends=True)
    [line] = [line for line in lines if ANOTHER_CARRIER in line]
    lines.insert(lines.index(line), line.replace(ANOTHER_CARRIER, ADAPTER))
    registry.write_text("".join(lines), encoding="utf-8")


def test_without_its_line_the_adapter_is_unknown(copy: Path) -> None:
    assert ask(copy).names == sorted(MANIFESTS)


def test_with_its_folder_and_its_line_it_is_connected_and_tracks(copy: Path) -> None:
    add_line(copy)
    told = ask(copy)
    assert told.names == sorted([*MANIFESTS, ADAPTER])
    assert told.offered == told.declared == ["tracking"]
    assert {*told.declared, *told.lacking} == {port.name for port in BACKEND_PORTS} | {CHANGES, WEBHOOK}
    assert told.unknown_is_missing
    assert told.track == Track(
        tracking_number=KNOWN,
        source="pipes_eu",
        carrier="PIPE",
        milestones=(
            Milestone(
                code=MilestoneCode.PICKED_UP,
                occurred_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
                source="pipes_eu",
                place="Newark",
                raw_code="TAKEN",
            ),
            Milestone(
                code=MilestoneCode.DELIVERED,
                occurred_at=datetime(2026, 3, 2, 15, 15, tzinfo=UTC),
                source="pipes_eu",
                place="Austin",
                raw_code="GIVEN",
            ),
        ),
    )
    assert shipment_status(told.track.milestones) is ShipmentStatus.DELIVERED
