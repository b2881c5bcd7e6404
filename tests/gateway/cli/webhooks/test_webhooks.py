"""Seeing to endpoints from the command line."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.log.records import Mapped
from domain.webhooks.records import Attempt, Delivery, Settled
from gateway.store.database import open_database
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.webhooks.sql_deliveries import SqlDeliveries
from tests.domain.log.examples import shipped
from tests.doubles.clock import START
from tests.gateway.cli.house import laid_out, run
from tests.gateway.store.migrated_file import place_migrated

URL = "https://acme.example/events"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    url = laid_out(monkeypatch, tmp_path, "webhooks: {networks: [127.0.0.0/8], plain_http: true}\n")
    place_migrated(url)
    asyncio.run(_with_events(url))
    return url


async def _with_events(url: str) -> None:
    engine = open_database(url)
    events = tuple(replace(shipped(name, order=name), id=name) for name in ("a", "b", "c"))
    await SqlEventLog(engine).append([Mapped(events=events)])
    await engine.dispose()


async def _with_attempts(url: str, endpoint: str) -> None:
    engine = open_database(url)
    deliveries = SqlDeliveries(engine)
    for place, (status, error) in enumerate(((503, ""), (None, "[bold]timeout"), (204, "")), start=1):
        at = START + timedelta(minutes=place)
        delivery = Delivery(endpoint=endpoint, position=place, subject="order:SO-1", next_at=at)
        attempt = Attempt(
            endpoint=endpoint, position=place, at=at, status=status, milliseconds=1_200, error=error
        )
        await deliveries.settle([Settled(delivery, attempt)])
    await engine.dispose()


def made(capsys: Captured, url: str = URL, *options: str) -> tuple[str, str]:
    """The id and the secret of a new endpoint."""
    capsys.readouterr()
    assert run("webhooks", "create", "partner-acme", url, *options) == 0
    said = capsys.readouterr()
    return said.err.split()[0], said.out.strip()


@pytest.fixture
def endpoint(database: str, capsys: Captured) -> str:
    del database
    return made(capsys)[0]


def said(capsys: Captured, *arguments: str) -> str:
    """What a command prints that has to succeed."""
    capsys.readouterr()
    assert run("webhooks", *arguments) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("database")
def test_a_new_endpoint_prints_its_secret_alone(capsys: Captured) -> None:
    assert "No endpoints." in said(capsys, "list")
    name, secret = made(capsys, URL, "--type", "order", "--type", "stock.counted", "--about", "order:SO-1")
    assert secret.startswith("whsec_")
    told = said(capsys, "list")
    for word in (name, "partner-acme", "ACTIVE", URL, "order, stock.counted about order:SO-1"):
        assert word in told
    assert secret not in told + said(capsys, "show", name)


def test_where_there_is_no_room_one_line_stands_below_the_other(
    endpoint: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = [line.strip() for line in said(capsys, "list").splitlines()]
    assert lines == [f"{endpoint}  ACTIVE  0 wait", "partner-acme", URL, "all events"]


def test_its_life(endpoint: str, capsys: Captured) -> None:
    assert "is paused" in said(capsys, "pause", endpoint)
    assert "PAUSED" in said(capsys, "show", endpoint)
    assert "is enabled" in said(capsys, "enable", endpoint)
    assert said(capsys, "rotate", endpoint).startswith("whsec_")
    assert "Secrets              2" in said(capsys, "show", endpoint)
    assert "newest secret alone" in said(capsys, "rotate", endpoint, "--retire")
    assert "was changed" in said(capsys, "update", endpoint, "--url", f"{URL}/2", "--source", "erp")
    assert f"{URL}/2" in said(capsys, "list")
    assert "all events from erp" in said(capsys, "list")
    said(capsys, "update", endpoint, "--everything")
    assert "from erp" not in said(capsys, "list")
    assert "is forgotten" in said(capsys, "delete", endpoint, "--yes")
    assert "No endpoints." in said(capsys, "list")


def test_what_was_sent_is_listed_by_its_place_and_sent_again(
    database: str, endpoint: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing was sent yet" in said(capsys, "deliveries", endpoint)
    asyncio.run(_with_attempts(database, endpoint))
    lines = [line.split() for line in said(capsys, "deliveries", endpoint).splitlines() if " ms" in line]
    assert [line[2:-2] for line in lines] == [
        ["3", "HTTP", "204"],
        ["2", "[bold]timeout"],
        ["1", "HTTP", "503"],
    ]
    assert len(said(capsys, "deliveries", endpoint, "--limit", "1").splitlines()) < len(lines) + 3
    monkeypatch.setenv("COLUMNS", "62")
    assert all(len(line) <= 62 for line in said(capsys, "deliveries", endpoint).splitlines())
    begun = said(capsys, "show", endpoint)
    said(capsys, "replay", endpoint, "--after", "1", "--yes")
    assert said(capsys, "show", endpoint) != begun
    said(capsys, "replay", endpoint, "--since", "2027-01-01T00:00", "--yes")
    assert said(capsys, "show", endpoint) == begun


@pytest.mark.usefixtures("database")
def test_a_test_that_nobody_takes_is_told(capsys: Captured) -> None:
    name, _ = made(capsys, "http://127.0.0.1:1/events")
    capsys.readouterr()
    assert run("webhooks", "test", name) == 1
    assert "no connection" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("create", "nobody", URL), "partner: there is no partner 'nobody'"),
        (("create", "partner-acme", "https://10.0.0.1/"), "url: "),
        (("create", "partner-acme", URL, "--type", "order.eaten"), "types: "),
        (("create", "partner-acme", URL, "--after", "nonsense"), "after: "),
        (("create", "partner-acme", URL, "--after", "99"), "after: "),
        (("show", "we_unknown"), "no endpoint of this id"),
        (("update", "we_unknown"), "say what is to change"),
        (("replay", "we_unknown", "--yes"), "--after or --since"),
    ],
)
@pytest.mark.usefixtures("database")
def test_what_cannot_be_is_told(arguments: tuple[str, ...], complaint: str, capsys: Captured) -> None:
    assert run("webhooks", *arguments) == 1
    assert complaint in capsys.readouterr().err


def test_nothing_is_forgotten_without_a_yes(endpoint: str, capsys: Captured) -> None:
    assert run("webhooks", "delete", endpoint) == 1
    assert run("webhooks", "replay", endpoint, "--after", "1") == 1
    assert endpoint in said(capsys, "list")
