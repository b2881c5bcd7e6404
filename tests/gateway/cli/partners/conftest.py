"""A place with a database, where `ordergraph partner` is run."""

from pathlib import Path

import pytest

from tests.gateway.cli.partners.running import Office
from tests.gateway.store.migrated_file import place_migrated


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
def office(bare: Office) -> Office:
    place_migrated(f"sqlite+aiosqlite:///{bare.database}")
    return bare
