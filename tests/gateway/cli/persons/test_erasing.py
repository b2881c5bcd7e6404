"""`ordergraph erase` from the command line: what it says, and of whom it warns."""

from pathlib import Path

import pytest

from gateway.cli import main
from gateway.demo.instance_file import LINKS, instance_file
from gateway.settings.naming.links import COLUMNS

SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier", "issuer")
ALONE = "A process that serves now remembers in memory"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ORDERGRAPH_CONFIG", str(tmp_path / "ordergraph.yaml"))
    monkeypatch.setenv("ORDERGRAPH_REDIS", "")
    monkeypatch.delenv("ORDERGRAPH_DATABASE_URL", raising=False)
    text = instance_file(dict.fromkeys(SYSTEMS, "http://127.0.0.1:1"))
    (tmp_path / "ordergraph.yaml").write_text(text, encoding="utf-8")
    (tmp_path / LINKS).write_text(f"{','.join(COLUMNS)}\n", encoding="utf-8")


def erase(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["erase", "--customer", "C-1", *options])
    assert not left.value.code
    return capsys.readouterr().out


def test_without_apply_it_only_shows(capsys: pytest.CaptureFixture[str]) -> None:
    shown = erase(capsys)
    assert "Customer C-1: 0 orders" in shown
    assert "Nothing was removed" in shown
    assert ALONE not in shown


def test_where_nobody_else_hears_it_says_what_to_start_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert ALONE in erase(capsys, "--apply")


@pytest.mark.service("postgres")
def test_processes_at_one_database_hear_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], postgres_url: str
) -> None:
    monkeypatch.setenv("ORDERGRAPH_DATABASE_URL", postgres_url)
    for secret in ("ORDERGRAPH_SEARCH_KEY", "ORDERGRAPH_KEY_SECRET"):
        monkeypatch.setenv(secret, "s" * 32)
    with pytest.raises(SystemExit):
        main(["migrate"])
    shown = erase(capsys, "--apply")
    assert "start" not in shown
    assert "Nothing was removed" not in shown
