"""Seeing to dead letters from the command line."""

import asyncio
import json
from pathlib import Path

import pytest

from domain.log.filters import EventFilter
from domain.log.records import DeadLetter, Mapped, Raw, Via
from domain.partners import RowScope
from gateway.store.database import open_database
from tests.doubles.clock import START
from tests.gateway.cli.house import laid_out, run
from tests.gateway.store.log.opened import SqlLog
from tests.gateway.store.migrated_file import place_migrated

READABLE = {
    "id": "evt_1",
    "type": "stock.changed",
    "occurred_at": "2026-03-02T08:00:00Z",
    "sequence": 1,
    "data": {"sku": "AX-1001", "site": "EAST"},
}


def letter(name: str, of: str) -> DeadLetter:
    return DeadLetter(
        id=name,
        raw=of,
        source="erp",
        reason="UNMAPPED_CODE",
        place="type",
        detail="erp does not say [bold]what",
        mapping_version=1,
        first_at=START,
        last_at=START,
    )


def raw(name: str, body: bytes) -> Raw:
    return Raw(id=name, source="erp", via=Via.WEBHOOK, received_at=START, body=body)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    url = laid_out(monkeypatch, tmp_path)
    place_migrated(url)
    asyncio.run(_two_letters(url))
    return url


async def _two_letters(url: str) -> None:
    """One that an adapter has learned to read since, and one that nobody can read."""
    engine = open_database(url)
    log = SqlLog(engine)
    await log.keep([raw("r1", json.dumps(READABLE).encode()), raw("r2", b"\xff no json")])
    await log.append([Mapped(raw=of, events=(), dead=(letter(name, of),)) for name, of in PAIRS])
    await engine.dispose()


PAIRS = (("d1", "r1"), ("d2", "r2"))


async def events(url: str) -> list[str]:
    engine = open_database(url)
    page = await SqlLog(engine).after(0, EventFilter(), RowScope(), first=9)
    await engine.dispose()
    return [each.event.type for each in page.events]


@pytest.mark.usefixtures("url")
def test_letters_are_listed_and_shown_with_their_delivery(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deadletters", "list") == 0
    said = capsys.readouterr().out
    assert "d1" in said
    assert "UNMAPPED_CODE" in said
    assert run("deadletters", "list", "--source", "tms") == 0
    assert "Nothing waits." in capsys.readouterr().out
    assert run("deadletters", "show", "d2") == 0
    said = capsys.readouterr().out
    assert "erp does not say [bold]what" in said
    assert r"\xff no json" in said


def test_a_retry_is_shown_first_and_done_then(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deadletters", "retry", "d1") == 0
    assert "Would be mapped: 1 letters; events: 1" in capsys.readouterr().out
    assert asyncio.run(events(url)) == []
    assert run("deadletters", "retry", "d1", "--apply") == 0
    assert "Mapped: 1 letters; events: 1" in capsys.readouterr().out
    assert asyncio.run(events(url)) == ["stock.changed"]
    assert run("deadletters", "list", "--done") == 0
    assert "MAPPED" in capsys.readouterr().out


@pytest.mark.usefixtures("url")
def test_what_nobody_will_map_is_discarded(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deadletters", "discard", "d1", "d2") == 0
    assert "Discarded: 2" in capsys.readouterr().out
    assert run("deadletters", "list") == 0
    assert "Nothing waits." in capsys.readouterr().out


@pytest.mark.usefixtures("url")
def test_a_letter_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deadletters", "show", "d9") == 1
    assert "d9" in capsys.readouterr().err
