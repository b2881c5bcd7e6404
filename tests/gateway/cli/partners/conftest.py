"""A place with a database, where `ordergraph partner` is run."""

import asyncio
import shutil
from pathlib import Path

import pytest

from gateway.store.database import open_database
from gateway.store.migrating import upgrade
from tests.gateway.cli.partners.running import Office


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without a partner, to be copied: migrating takes longer than any command."""
    file = tmp_path_factory.mktemp("migrated") / "ordergraph.db"
    asyncio.run(_migrate(file))
    return file


async def _migrate(file: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{file}")
    await upgrade(engine)
    await engine.dispose()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """Without a database so far."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LOGNAME", "lee")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "CONFIG", "REDIS", "KEY_SECRET"):
        monkeypatch.delenv(f"ORDERGRAPH_{name}", raising=False)
    return Office(tmp_path, capsys)


@pytest.fixture
def office(bare: Office, migrated: Path) -> Office:
    shutil.copy(migrated, bare.database)
    return bare
