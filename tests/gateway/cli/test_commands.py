"""The commands as a person runs them."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.store.migrating import needed_revision
from tests.gateway.store.emptied import empty_store


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("ORDERGRAPH_DATABASE_URL", raising=False)
    monkeypatch.delenv("ORDERGRAPH_CONFIG", raising=False)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return left.value.code if isinstance(left.value.code, int) else 0


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert re.fullmatch(r"ordergraph \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_the_commands_are_listed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(*arguments)
    said = capsys.readouterr()
    for command in ("serve", "demo", "schema", "check-config", "adapters", "migrate"):
        assert re.search(rf"^│ {command} +\w", said.out + said.err, re.MULTILINE)


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sevre") == 2
    assert "No such command 'sevre'" in capsys.readouterr().err


def test_migrate_says_from_where_to_where(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needed = needed_revision()
    assert run("migrate") == 0
    assert capsys.readouterr().out == f"SQLite at {place}/ordergraph.db: from revision none to {needed}\n"
    assert run("migrate") == 0
    assert capsys.readouterr().out == f"SQLite at {place}/ordergraph.db is at revision {needed} already\n"


def test_a_bad_variable_is_one_message_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ORDERGRAPH_PORT", "http")
    assert run("migrate") == 2
    said = capsys.readouterr().err
    assert "ordergraph: the environment: one problem" in said
    assert "ORDERGRAPH_PORT: should be a valid integer" in said
    assert "Traceback" not in said


def test_a_database_that_is_away_is_one_message_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ORDERGRAPH_DATABASE_URL", "postgresql+asyncpg://u:pa55@127.0.0.1:1/ordergraph")
    assert run("migrate") == 1
    said = capsys.readouterr().err
    assert "ordergraph: our database cannot be used now" in said
    assert "PostgreSQL at 127.0.0.1:1/ordergraph" in said
    assert "pa55" not in said


@pytest.mark.service("postgres")
async def test_replicas_that_migrate_together_take_turns(postgres_url: str) -> None:
    async with empty_store(postgres_url) as store:
        environment = {**os.environ, "ORDERGRAPH_DATABASE_URL": postgres_url}
        command = (sys.executable, "-m", "gateway.cli", "migrate")
        replicas = [await asyncio.create_subprocess_exec(*command, env=environment) for _ in range(2)]
        assert [await replica.wait() for replica in replicas] == [0, 0]
        assert await store.revision() == needed_revision()
