from pathlib import Path

import pytest
from rich.console import Console

from domain.errors import ConfigInvalid
from gateway.cli.schema import check_schema, write_schema

CODE = "type Query {\n  order(number: String!): Order\n}\n"
OLD = "type Query {\n  order(id: ID!): Order\n}\n"


@pytest.fixture
def console() -> Console:
    return Console(width=100, record=True)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("schema.graphql")


def test_the_schema_is_written_where_it_is_wanted(console: Console, file: Path) -> None:
    write_schema(console, file, CODE)
    assert file.read_text(encoding="utf-8") == CODE
    assert console.export_text() == "schema.graphql is written\n"


def test_a_schema_that_is_the_same_is_left_alone(console: Console, file: Path) -> None:
    write_schema(console, file, CODE)
    before = file.stat().st_mtime_ns
    write_schema(console, file, CODE)
    assert file.stat().st_mtime_ns == before
    assert "is up to date" in console.export_text()


def test_the_schema_goes_to_the_screen_as_it_is(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_schema(Console(width=10), Path("-"), CODE)
    assert capsys.readouterr().out == CODE
    assert not file.exists()


def test_a_check_of_the_same_schema_is_content(console: Console, file: Path) -> None:
    file.write_text(CODE, encoding="utf-8")
    assert check_schema(console, file, CODE)


def test_a_check_shows_how_a_stale_file_differs_and_leaves_it(console: Console, file: Path) -> None:
    file.write_text(OLD, encoding="utf-8")
    assert not check_schema(console, file, CODE)
    assert file.read_text(encoding="utf-8") == OLD
    assert console.export_text().splitlines() == [
        "--- schema.graphql",
        "+++ the code",
        "@@ -1,3 +1,3 @@",
        " type Query {",
        "-  order(id: ID!): Order",
        "+  order(number: String!): Order",
        " }",
        "schema.graphql is not what the code gives: run `ordergraph schema`",
    ]


def test_a_check_without_a_file_says_so(console: Console, file: Path) -> None:
    assert not check_schema(console, file, CODE)
    assert "schema.graphql does not exist: run `ordergraph schema`" in console.export_text()


def test_a_place_that_cannot_be_written_is_named(console: Console, tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="Is a directory"):
        write_schema(console, tmp_path, CODE)
    missing = tmp_path / "missing" / "schema.graphql"
    with pytest.raises(ConfigInvalid, match=f"{missing}: cannot be written: No such file"):
        write_schema(console, missing, CODE)
