"""Replaying from the command line."""

import asyncio

import pytest

from domain.log.filters import EventFilter
from domain.partners import RowScope
from gateway.cli import main
from gateway.store.database import open_database
from tests.gateway.cli.deadletters import test_deadletters
from tests.gateway.store.log.opened import SqlLog

url = test_deadletters.url


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["replay", *arguments])
    return left.value.code if isinstance(left.value.code, int) else 0


async def _length(url: str) -> int:
    engine = open_database(url)
    page = await SqlLog(engine).after(0, EventFilter(), RowScope(), first=9)
    await engine.dispose()
    return len(page.events)


def test_it_is_counted_and_then_done(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--source", "erp", "--since", "2026-03-01") == 1
    shown = capsys.readouterr().out
    assert "Deliveries: 2" in shown
    assert "Events would be added: 1" in shown
    assert "Dead letters: 1" in shown
    assert "--apply" in shown
    assert asyncio.run(_length(url)) == 0
    assert run("--apply") == 1
    assert "Events added: 1" in capsys.readouterr().out
    assert asyncio.run(_length(url)) == 1
    assert run("--apply", "--limit", "1") == 0
    assert "There are more" in capsys.readouterr().out
    assert asyncio.run(_length(url)) == 1


def test_a_cursor_of_another_log_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert url
    assert run("--after", "nonsense") == 1
    assert "after" in capsys.readouterr().err
