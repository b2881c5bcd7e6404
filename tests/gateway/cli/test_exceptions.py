"""Working on exception cases from the command line."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.exceptions import Finding, Severity, unmapped
from gateway.cli import main
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from tests.doubles.clock import START
from tests.gateway.store.migrated_file import place_migrated

SILENT = Finding(
    code="SOURCE_SILENT",
    group="tms",
    severity=Severity.CRITICAL,
    subjects=("source:tms",),
    systems=("tms",),
    detail="tms has not been heard [bold]ever",
)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LOGNAME", "lee")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("ORDERGRAPH_DATABASE_URL", raising=False)
    return f"sqlite+aiosqlite:///{tmp_path / 'ordergraph.db'}"


@pytest.fixture
def cases(url: str) -> list[str]:
    """Ids of an unmapped code that was seen on twelve orders, and of a silent system."""
    place_migrated(url)
    return asyncio.run(_some_cases(url))


async def _some_cases(url: str) -> list[str]:
    engine = open_database(url)
    store = SqlExceptionCases(engine)
    seen = [unmapped("wms_east", "state", "ZZ", f"order:SO-{number}") for number in range(12)]
    await store.raise_all([replace(finding, evidence=("trace:4bf9",)) for finding in seen], START)
    await store.raise_all([SILENT], START + timedelta(hours=1))
    told = [case.id for case in await store.cases()]
    await engine.dispose()
    return told[::-1]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["exceptions", *arguments])
    return left.value.code if isinstance(left.value.code, int) else 0


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was printed, line by line, runs of blanks as one."""
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_cases_are_listed_the_latest_seen_first(cases: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = said(capsys)
    assert lines[0] == "2 exception cases, the latest seen first"
    assert [line for line in lines if re.match(r"[0-9a-f]{12} ", line)] == [
        f"{cases[1]} 2026-03-02 09:00 1 CRITICAL OPEN SOURCE_SILENT",
        f"{cases[0]} 2026-03-02 08:00 12 WARNING OPEN UNMAPPED_CODE",
    ]
    assert "tms has not been heard [bold]ever" in lines


@pytest.mark.parametrize(
    ("options", "first"),
    [
        (("--code", "UNMAPPED_CODE"), "1 exception case, the latest seen first"),
        (("--subject", "order:SO-7", "--system", "wms_east"), "1 exception case, the latest seen first"),
        (("--limit", "1"), "2 exception cases, the latest seen first; 1 shown"),
        (("--severity", "CRITICAL", "--severity", "WARNING"), "2 exception cases, the latest seen first"),
        (("--state", "RESOLVED"), "No exception cases."),
        (("--owner", "mira"), "No exception cases."),
    ],
)
@pytest.mark.usefixtures("cases")
def test_options_say_which(options: tuple[str, ...], first: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", *options) == 0
    assert said(capsys)[0] == first


def test_one_case_is_shown_whole(cases: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", cases[0]) == 0
    lines = said(capsys)
    assert lines[:2] == [
        f"{cases[0]} UNMAPPED_CODE",
        "wms_east uses state code 'ZZ', which no mapping knows",
    ]
    assert "Seen 12 times from 2026-03-02 08:00 to 2026-03-02 08:00 UTC" in lines
    assert "Subjects order:SO-11" in lines
    assert "and 2 more" in lines
    assert "Evidence trace:4bf9" in lines
    assert "What was done about it" not in lines


def test_a_case_is_assigned_and_resolved_in_the_name_of_who_did_it(
    cases: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assign", cases[0], "mira") == 0
    assert run("resolve", cases[0], "mapped ZZ to PICKED") == 0
    assert said(capsys) == [
        f"{cases[0]} UNMAPPED_CODE: ASSIGNED by mira",
        f"{cases[0]} UNMAPPED_CODE: RESOLVED by mira",
    ]
    assert run("show", cases[0]) == 0
    lines = said(capsys)
    assert "Resolution mapped ZZ to PICKED" in lines
    assert [re.sub(r"^\S+ \S+ ", "", line) for line in lines if " lee " in line] == [
        "lee OPEN ASSIGNED to mira",
        "lee ASSIGNED RESOLVED mapped ZZ to PICKED",
    ]


def test_what_cannot_be_done_is_one_message_and_exit_code_1(
    cases: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("resolve", cases[0], "mapped") == 0
    for arguments, words in (
        (("show", "nothing"), "id: no exception case has the id 'nothing'"),
        (("assign", cases[1], " "), "owner: should not be empty"),
        (("resolve", cases[1], "x" * 3_000), "note: has 3000 characters, 2000 are allowed"),
        (("resolve", cases[0], "again"), "id: this case is resolved already"),
    ):
        assert run(*arguments) == 1
        assert f"ordergraph: {words}" in capsys.readouterr().err


@pytest.mark.usefixtures("url")
def test_a_database_of_another_revision_is_told_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 1
    assert re.search(
        r"at revision none, this version needs revision \d+: run `ordergraph migrate`",
        capsys.readouterr().err,
    )
