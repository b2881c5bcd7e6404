"""Makes the seeded database, or takes the copy that an earlier run of the same day has kept."""

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.real.tryton.environment import LOCK, ROOT, run, tryton_python
from tests.real.tryton.manifest import Manifest, read_manifest

NAME = "erp"
MODULES = ("purchase", "sale_shipment_cost", "stock_package_shipping", "web_shop")
CACHE = ROOT / ".cache" / "tryton"
# The seeded company's zone. Tryton's forecasts leave out what was planned for past days, so a kept copy is
# good for its day only.
ZONE = ZoneInfo("America/New_York")
_ACTIVATE_DEADLINE_S = 240.0
_SEED_DEADLINE_S = 240.0


def seeded_database(folder: Path, now: dt.datetime) -> Manifest:
    """Put a fresh seeded database into the folder and return the manifest of what is in it.

    `now` is an aware time. Raises RuntimeError when Tryton can't be installed, activated or seeded in time.
    """
    today = now.astimezone(ZONE).date()
    kept, manifest = CACHE / f"{_key(today)}.sqlite", CACHE / f"{_key(today)}.json"
    if not manifest.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / ".gitignore").write_text("*\n")
        _forget_older(CACHE)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            printed = _make(Path(scratch), today)
            (Path(scratch) / f"{NAME}.sqlite").replace(kept)
        manifest.write_text(printed)
    shutil.copyfile(kept, folder / f"{NAME}.sqlite")
    return read_manifest(manifest.read_text())


def tryton_environment(folder: Path) -> dict[str, str]:
    """Return the variables that point Tryton at the folder of its SQLite databases."""
    return os.environ | {"TRYTOND_DATABASE_URI": "sqlite://", "TRYTOND_DATABASE__PATH": str(folder)}


def _make(folder: Path, today: dt.date) -> str:
    python = str(tryton_python())
    (folder / f"{NAME}.sqlite").touch()
    password = folder / "password"
    password.write_text("only-for-tests\n")
    env = tryton_environment(folder) | {"TRYTONPASSFILE": str(password), "PYTHONWARNINGS": "ignore"}
    admin = [python, "-m", "trytond.cli.admin", "-d", NAME, "--email", "admin@example.org"]
    run(
        [*admin, "--activate-dependencies", "-u", *MODULES],
        deadline_s=_ACTIVATE_DEADLINE_S,
        what="activating Tryton's modules",
        env=env,
    )
    return run(
        [python, "-m", "tests.real.tryton.seed", NAME, today.isoformat()],
        deadline_s=_SEED_DEADLINE_S,
        what="seeding Tryton",
        env=env,
    )


def _key(today: dt.date) -> str:
    """Name the lock, the seed scripts, the modules and the day: a change of any asks for a new database."""
    digest = hashlib.sha256(" ".join((*MODULES, today.isoformat())).encode())
    for path in (LOCK, *sorted(Path(__file__).parent.glob("seed*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _forget_older(folder: Path) -> None:
    for old in (*folder.glob("*.sqlite"), *folder.glob("*.json")):
        old.unlink()
