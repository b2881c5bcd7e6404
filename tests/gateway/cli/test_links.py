"""`ordergraph links`: declared links taken in, and looked up."""

import asyncio
from pathlib import Path

import pytest

from domain.identifiers import IdentifierKind
from tests.contracts.learning_crosswalk import SHOP_1, learned
from tests.gateway.cli.linking import HEADER, declared, prepared, run, tell, written


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return prepared(monkeypatch, tmp_path)


def test_an_import_is_shown_before_it_is_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written("more.csv", f"{HEADER}item,wms_west,000078,AX-2\nitem,wms_west,000077,AX-1\n")
    assert run("links", "import", file) == 0
    said = capsys.readouterr().out
    assert "000078" in said
    assert said.endswith("1 to add with --apply, 1 declared already, 0 wrong\n")
    assert declared(place) == []


def test_what_was_imported_is_declared_and_is_not_imported_twice(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written("more.csv", f"{HEADER}item,wms_west,000078,AX-2\n")
    assert run("links", "import", file, "--apply") == 0
    assert capsys.readouterr().out.endswith("1 added, 0 declared already, 0 wrong\n")
    assert declared(place) == [("000078", "AX-2")]
    assert run("links", "import", file, "--apply") == 0
    assert capsys.readouterr().out == "0 added, 1 declared already, 0 wrong\n"


BAD = f"""{HEADER}item,wms_west,000078,AX-2
itme,wms_west,000079,AX-3
item,wms_west,000077,AX-9
item,wms_west,000080,AX-4
item,wms_west,000080,AX-5
"""


def test_bad_rows_are_named_and_the_rest_is_taken(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("links", "import", written("more.csv", BAD), "--apply") == 1
    said = capsys.readouterr().out
    assert "more.csv line 3: 'itme' is not a kind of name" in said
    assert (
        "more.csv line 4: item '000077' of wms_west is our 'AX-9' here, but 'AX-1' in links.csv line 2"
        in said
    )
    assert (
        "more.csv line 6: item '000080' of wms_west is our 'AX-5' here, but 'AX-4' in more.csv line 5" in said
    )
    assert said.endswith("2 added, 0 declared already, 3 wrong\n")
    assert declared(place) == [("000078", "AX-2"), ("000080", "AX-4")]


def test_an_import_contradicts_an_earlier_one(capsys: pytest.CaptureFixture[str]) -> None:
    run("links", "import", written("one.csv", f"{HEADER}item,wms_west,000078,AX-2\n"), "--apply")
    assert run("links", "import", written("two.csv", f"{HEADER}item,wms_west,000078,AX-3\n")) == 1
    assert (
        "two.csv line 2: item '000078' of wms_west is our 'AX-3' here, but 'AX-2' in an earlier import"
        in capsys.readouterr().out
    )


YAML = """\
- {kind: item, instance: wms_west, value: "000078", ours: AX-2}
- {kind: item, instance: wms_west, value: 79, ours: AX-3}
- {kind: item, instance: wms_west, ours: AX-4}
-
  kind: item
  instance: wms_wst
  value: "000081"
  ours: AX-5
"""


@pytest.mark.parametrize("name", ["more.yaml", "more.YML"])
def test_yaml_is_read_and_each_bad_row_named_by_its_line(
    name: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("links", "import", written(name, YAML), "--apply") == 1
    said = capsys.readouterr().out
    assert f"{name} line 2: value: should be a text; a number needs quotes" in said
    assert f"{name} line 3: should have the keys kind, instance, value, ours, and no other" in said
    assert f"{name} line 5: 'wms_wst' is not a configured instance; did you mean 'wms_west'?" in said
    assert declared(place) == [("000078", "AX-2")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.yaml", b"kind: item\n", "no.yaml: should be a list of rows with kind, instance, value, ours"),
        ("no.yaml", b"- {kind: item\n", "no.yaml: line 2, column 1"),
        ("no.yaml", b"- \xff\n", "no.yaml: is not UTF-8"),
        ("no.csv", b"value,ours\n", "no.csv line 1: should name the columns kind,instance,value,ours"),
        ("no.csv", b"", "no.csv line 1: should name the columns"),
    ],
)
def test_a_file_of_another_kind_is_one_message(
    name: str, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(name).write_bytes(content)
    assert run("links", "import", name) == 1
    assert message in capsys.readouterr().out


@pytest.mark.parametrize("name", ["away.csv", "away.yaml"])
def test_a_file_that_is_not_there_is_one_message(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("links", "import", name) == 1
    assert f"{name}: cannot be read: No such file or directory" in capsys.readouterr().out


def test_what_was_learned_otherwise_is_shown_as_overruled(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    asyncio.run(tell(place, SHOP_1))
    assert run("links", "import", written("m.csv", f"{HEADER}channel_order,erp,#1042,SO-7\n"), "--apply") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Overruled Kind Instance Calls it Learned as Since" in said
    assert "channel_order erp #1042 SO-1 2026-03-02" in said
    run("links", "show", "channel_order", "#1042")
    said = " ".join(capsys.readouterr().out.split())
    assert "channel_order erp #1042 SO-1 LEARNED 2026-03-02 always no" in said
    assert "channel_order erp #1042 SO-7 DECLARED" in said


def test_all_names_of_one_thing_are_shown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("migrate")
    asyncio.run(tell(place, learned(IdentifierKind.GTIN, "erp", "4006381333931", "AX-1")))
    capsys.readouterr()
    assert run("links", "show", "item", "AX-1") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "item wms_west 000077 AX-1 DECLARED - always yes" in said
    assert "item erp AX-1 AX-1 RULE - always yes" in said
    assert "gtin erp 4006381333931 AX-1 LEARNED 2026-03-02 always yes" in said
    assert run("links", "show", "gtin", "4006381333931") == 0
    assert "gtin erp 4006381333931 AX-1 LEARNED" in " ".join(capsys.readouterr().out.split())


def test_a_name_of_which_nothing_is_known_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("links", "show", "gtin", "1") == 0
    assert capsys.readouterr().out == "no link speaks of gtin '1'\n"


def test_a_long_import_shows_its_beginning_and_counts_all(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"item,wms_west,W-{number:04},N-{number}\n" for number in range(60))
    assert run("links", "import", written("many.csv", HEADER + rows)) == 0
    said = capsys.readouterr().out
    assert "W-0019" in said
    assert "W-0020" not in said
    assert "and 40 more" in said
    assert said.endswith("60 to add with --apply, 0 declared already, 0 wrong\n")
