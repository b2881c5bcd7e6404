"""`ordergraph links remove`: imported and learned links taken back."""

import asyncio
import getpass
from pathlib import Path

import pytest

from domain.identifiers import IdentifierKind, Link, LinkOrigin
from tests.contracts.learning_crosswalk import learned
from tests.gateway.cli.linking import HEADER, declared, known, prepared, run, tell, written

GTIN = learned(IdentifierKind.GTIN, "erp", "4006381333931", "AX-2")
ITEM = learned(IdentifierKind.ITEM, "wms_west", "000078", "AX-2")
ROWS = f"{HEADER}item,wms_west,000078,AX-2\nitem,wms_west,000079,AX-3\n"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return prepared(monkeypatch, tmp_path)


@pytest.fixture(autouse=True)
def imported(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two rows, and beside them what was learned: the same as one of them, and another."""
    run("migrate")
    asyncio.run(tell(place, GTIN, ITEM))
    run("links", "import", written("more.csv", ROWS), "--apply")
    capsys.readouterr()


def kept(place: Path) -> list[tuple[str, LinkOrigin]]:
    links = asyncio.run(known(place, "AX-2"))
    return sorted((link.identifier.value, link.origin) for link in links)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_what_would_go_is_shown_before_it_goes(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("links", "remove", "more.csv") == 0
    told = said(capsys)
    assert "item wms_west 000078 AX-2 IMPORTED" in told
    assert "LEARNED" not in told
    assert told.endswith("2 to take back with --apply, 0 wrong")
    assert declared(place) == [("000078", "AX-2"), ("000079", "AX-3")]


def test_an_import_is_taken_back_and_what_was_learned_stays(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("links", "remove", "more.csv", "--apply") == 0
    assert said(capsys).endswith("2 taken back, 0 wrong")
    assert declared(place) == []
    assert kept(place) == [("000078", LinkOrigin.LEARNED), ("4006381333931", LinkOrigin.LEARNED)]
    assert run("links", "remove", "more.csv", "--apply") == 0
    assert said(capsys) == "0 taken back, 0 wrong"


def test_who_took_what_back_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run("links", "remove", "more.csv", "--apply")
    run("links", "show", "item", "AX-2")
    told = said(capsys)
    assert "item wms_west 000078 AX-2 LEARNED" in told
    assert "Taken back Kind Instance Calls it Ours Origin Taken back By" in told
    assert f" {getpass.getuser()}" in told[told.index("item wms_west 000078 AX-2 IMPORTED") :]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--kind", "gtin"], [("000078", "D"), ("000078", "L")]),
        (["--ours", "AX-2", "--origin", "learned"], [("000078", "D")]),
        (["--instance", "wms_west", "--value", "000078"], [("4006381333931", "L")]),
        (["--instance", "wms_west", "--origin", "imported"], [("000078", "L"), ("4006381333931", "L")]),
        (["--value", "no%such"], [("000078", "D"), ("000078", "L"), ("4006381333931", "L")]),
        (["more.csv", "--origin", "learned"], [("000078", "D"), ("4006381333931", "L")]),
    ],
)
def test_what_the_options_choose_goes(options: list[str], left: list[tuple[str, str]], place: Path) -> None:
    assert run("links", "remove", *options, "--apply") == 0
    assert [(value, origin.value[0]) for value, origin in kept(place)] == left


@pytest.mark.parametrize("options", [[], ["--origin", "learned"]])
def test_nothing_goes_where_nothing_is_chosen(
    options: list[str], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("links", "remove", *options, "--apply") == 1
    assert "needs a file, or --kind, --instance, --value or --ours" in capsys.readouterr().err
    assert len(kept(place)) == 3


def test_bad_rows_are_named_and_the_others_are_taken_back(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written("some.csv", f"{HEADER}item,wms_west,000078,AX-2\nitme,wms_west,000079,AX-3\n")
    assert run("links", "remove", file, "--apply") == 1
    told = said(capsys)
    assert "some.csv line 3: 'itme' is not a kind of name" in told
    assert told.endswith("1 taken back, 1 wrong")
    assert declared(place) == [("000079", "AX-3")]


def test_many_links_go_and_the_first_are_shown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = [Link(GTIN.identifier, f"N-{number:04}", LinkOrigin.LEARNED) for number in range(500)]
    asyncio.run(tell(place, *many))
    assert run("links", "remove", "--kind", "gtin", "--apply") == 0
    told = said(capsys)
    assert "and 481 more" in told
    assert told.endswith("501 taken back, 0 wrong")
