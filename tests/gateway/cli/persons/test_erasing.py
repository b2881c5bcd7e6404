"""`ordergraph erase` from the command line: what it says, and of whom it warns."""

from pathlib import Path

import pytest

from tests.gateway.cli.house import laid_out, run

ALONE = "A process that serves now remembers in memory"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    laid_out(monkeypatch, tmp_path)


def erase(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run("erase", "--customer", "C-1", *options) == 0
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
    assert run("migrate") == 0
    shown = erase(capsys, "--apply")
    assert "start" not in shown
    assert "Nothing was removed" not in shown
