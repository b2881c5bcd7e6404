"""`ordergraph sync` as a person runs it."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from domain.errors import BackendUnavailable
from gateway.cli import main
from gateway.cli.sync_table import SyncTable
from gateway.sync.poll import Step

CONFIG = """\
instances:
  erp: {adapter: erp_sim, base_url: "http://127.0.0.1:1", api_key: "hunter2", webhook_secrets: [hunter2]}
  carrier: {adapter: carrier_sim, base_url: "http://127.0.0.1:1", api_key: "hunter2", webhook_secrets: [h]}
identity: {issuer: "http://127.0.0.1:1"}
"""


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ordergraph.yaml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("ORDERGRAPH_DATABASE_URL", raising=False)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return left.value.code if isinstance(left.value.code, int) else 0


def drawn(table: SyncTable) -> list[list[str]]:
    console = Console(width=120, file=StringIO())
    with console.capture() as captured:
        console.print(table)
    return [line.split() for line in captured.get().splitlines() if line.strip()]


def test_a_system_that_does_not_answer_is_named_and_the_exit_code_is_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("sync", "--once") == 1
    said = capsys.readouterr().out
    assert "erp" in said
    assert "BACKEND_UNAVAILABLE" in said
    assert "carrier" not in said


def test_an_instance_that_cannot_be_polled_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sync", "--once", "carrier") == 2
    assert "'carrier' is no instance that can be polled. Those that can: erp." in capsys.readouterr().err


def test_progress_is_counted_by_instance() -> None:
    table = SyncTable(["erp", "tms"])
    known = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    table.tell(Step(instance="erp", changes=3, more=True))
    table.tell(Step(instance="erp", changes=2, owed=1, watermark=known))
    table.tell(Step(instance="tms", error=BackendUnavailable("is down", backend="tms")))
    _, _, erp, tms = drawn(table)
    assert erp == ["erp", "2", "5", "1", "2026-03-02", "08:00:00+00:00", "up", "to", "date"]
    assert tms == ["tms", "0", "0", "0", "BACKEND_UNAVAILABLE:", "is", "down"]
