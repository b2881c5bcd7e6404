"""`ordergraph positions`: a snapshot taken in, and what events have kept held against one."""

import asyncio
from pathlib import Path

import pytest

from domain.positions.figures import amounts
from domain.stock import StockKey, StockState
from gateway.store.database import open_database
from gateway.store.positions.sql_positions import SqlPositions
from tests.gateway.cli.linking import prepared, run, written

KEY = StockKey("AX-1", "EAST")
HEADER = "sku,location,sellable\n"
THEN = "2026-03-02T08:00:00Z"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    place = prepared(monkeypatch, tmp_path)
    with Path("ordergraph.yaml").open("a", encoding="utf-8") as file:
        file.write("\npositions:\n  wms_east: {drift: 0.1}\n")
    return place


def imported(text: str, *more: str, name: str = "positions.csv") -> int:
    return run("positions", "import", written(name, text), "--source", "wms_east", *more)


def sellable(place: Path) -> int | None:
    async def read() -> int | None:
        engine = open_database(f"sqlite+aiosqlite:///{place / 'ordergraph.db'}")
        try:
            held = (await SqlPositions(engine).known("wms_east", [KEY])).positions.get(KEY)
        finally:
            await engine.dispose()
        return None if held is None else int(amounts(held)[StockState.SELLABLE])

    return asyncio.run(read())


def test_a_snapshot_is_read_and_its_bad_rows_are_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(f"{HEADER}AX-1,EAST,5\nAX-2,EAST,?\n") == 1
    said = capsys.readouterr().out
    assert "wms_east: 1 positions are read from now on" in said
    assert "line 3: sellable: '?' is not a number" in said
    assert sellable(place) == 5
    assert run("deadletters", "list") == 0
    assert "IMPOSSIBLE_VALUE" in capsys.readouterr().out


def test_the_next_snapshot_says_how_far_the_events_were_off(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("positions", "drift") == 0
    assert "Nothing was compared yet." in capsys.readouterr().out
    assert imported(f"{HEADER}AX-1,EAST,5\nAX-2,EAST,5\n", "--as-of", THEN) == 0
    assert imported('{"sku": "AX-1", "location": "EAST", "sellable": 6}\n', name="positions.ndjson") == 0
    assert "100.00%" in capsys.readouterr().out
    assert sellable(place) == 6
    assert run("positions", "drift", "--source", "wms_east") == 1
    assert "100.00%" in capsys.readouterr().out
    assert (
        run("positions", "drift", written("same.csv", f"{HEADER}AX-1,EAST,6\n"), "--source", "wms_east") == 0
    )
    assert "0.00%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--source", "nobody"), "no instance is called 'nobody'"),
        (("--source", "erp"), "does not name erp"),
        (("--source", "wms_east", "--as-of", "2999-01-01T00:00:00Z"), "lies ahead"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("positions", "import", written("p.csv", f"{HEADER}AX-1,EAST,5\n"), *arguments) == 1
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("at", ["yesterday", "2026-03-02T08:00:00"])
def test_an_instant_has_a_zone(at: str) -> None:
    assert imported(f"{HEADER}AX-1,EAST,5\n", "--as-of", at) == 2


def test_an_older_snapshot_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(f"{HEADER}AX-1,EAST,5\n") == 0
    assert imported(f"{HEADER}AX-1,EAST,6\n", "--as-of", THEN) == 1
    assert "are read already" in capsys.readouterr().err
    assert sellable(place) == 5


def test_a_file_to_compare_with_needs_a_source() -> None:
    assert run("positions", "drift", written("p.csv", HEADER)) == 2
