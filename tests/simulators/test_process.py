import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import orjson
import pytest

from simulators.launch import launched
from simulators.options import DEFAULT_START, Options, parse
from simulators.server import PARTS, main
from simulators.serving.limits import Rate
from tests.simulators.house import START

ORDERS = "/api/v2/sales-orders?numbers=SO-0000042"
KEY = {"X-API-Key": "erp-demo-key"}


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("links") / "links.csv"


@pytest.fixture(scope="module")
def urls(links: Path) -> Iterator[Mapping[str, str]]:
    with launched("--size", "1000000", "--links", str(links), "--rate", "erp=none") as urls:
        yield urls


@pytest.fixture
def erp(urls: Mapping[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=urls["erp"], headers=KEY, timeout=5) as client:
        yield client
    httpx.delete(f"{urls['control']}/_sim/faults")


def fault(urls: Mapping[str, str], kind: str) -> None:
    said = {"system": "erp", "kind": kind, "count": 1}
    assert httpx.post(f"{urls['control']}/_sim/faults", json=said).status_code == 201


def test_every_part_listens_on_a_port_of_its_own(urls: Mapping[str, str], links: Path) -> None:
    assert set(urls) == set(PARTS)
    assert len(set(urls.values())) == len(PARTS)
    assert httpx.get(f"{urls['control']}/_sim/health").json() == {"ready": True}
    discovered = httpx.get(f"{urls['issuer']}/.well-known/openid-configuration").json()
    assert discovered["issuer"] == urls["issuer"]
    assert links.read_text(encoding="utf-8").startswith("kind,instance,value,ours\n")


def test_a_world_of_a_million_orders_answers_at_once(erp: httpx.Client) -> None:
    number = "SO-0999000"
    answer = erp.get(f"/api/v2/sales-orders?numbers={number}")
    assert answer.json()["data"][0]["number"] == number
    assert answer.elapsed.total_seconds() < 1


def test_a_reset_connection_is_reset(urls: Mapping[str, str], erp: httpx.Client) -> None:
    fault(urls, "reset")
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        erp.get(ORDERS)
    assert erp.get(ORDERS).status_code == 200


def turn(urls: Mapping[str, str], system: object, on: object) -> httpx.Response:
    return httpx.put(f"{urls['control']}/_sim/power", json={"system": system, "on": on})


def test_a_system_that_is_off_refuses_connections_until_it_is_on(
    urls: Mapping[str, str], erp: httpx.Client
) -> None:
    assert erp.get(ORDERS).status_code == 200
    assert turn(urls, "erp", on=False).json()["erp"] is False
    with pytest.raises(httpx.TransportError):
        erp.get(ORDERS)
    with pytest.raises(httpx.ConnectError, match="refused"):
        erp.get(ORDERS)
    assert turn(urls, "erp", on=False).status_code == 200
    assert turn(urls, "erp", on=True).json()["erp"] is True
    assert erp.get(ORDERS).status_code == 200
    assert httpx.get(f"{urls['control']}/_sim/power").json()["erp"] is True


@pytest.mark.parametrize(("system", "on", "place"), [("issuer", False, "system"), ("erp", "no", "on")])
def test_what_cannot_be_switched_is_named(
    urls: Mapping[str, str], system: str, on: object, place: str
) -> None:
    answer = turn(urls, system, on)
    assert answer.status_code == 400
    assert answer.text.count(f"{place}: ") == 1


def test_a_truncated_body_ends_the_connection(urls: Mapping[str, str], erp: httpx.Client) -> None:
    fault(urls, "truncate")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        erp.get(ORDERS)
    assert erp.get(ORDERS).status_code == 200


def test_a_hanging_system_does_not_answer(urls: Mapping[str, str], erp: httpx.Client) -> None:
    fault(urls, "hang")
    with pytest.raises(httpx.ReadTimeout):
        erp.get(ORDERS, timeout=httpx.Timeout(5, read=0.2))
    assert erp.get(ORDERS).status_code == 200


def test_a_signal_ends_it_in_peace() -> None:
    command = [sys.executable, "-m", "simulators", "--size", "100"]
    running = {
        ending: subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - our own module
        for ending in (signal.SIGTERM, signal.SIGINT)
    }
    for ending, process in running.items():
        with process:
            ready = orjson.loads(process.stdout.readline() if process.stdout else b"")
            assert (ready["ready"], ready["pid"]) == (True, process.pid)
            process.send_signal(ending)
            assert process.wait(10) == 0
            assert process.stderr is not None
            assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--start", "2026-03-02T08:00:00"], "--start: '2026-03-02T08:00:00' has no time zone"),
        (["--rate", "shop=1/2"], "'shop' is none of"),
        (["--rate", "erp=fast"], "'erp=fast' is not SYSTEM=PER_SECOND/BURST"),
    ],
)
def test_the_command_line_says_what_is_wrong(
    arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert text in capsys.readouterr().err


def test_the_command_line_sets_rates_and_start() -> None:
    given = parse(["--rate", "erp=100/200", "--rate", "tms=none", "--start", DEFAULT_START])
    assert given.rates["erp"] == Rate(100, 200)
    assert "tms" not in given.rates
    assert given.start == START


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (Options(size=5), "simulators: size: 5 is not between 100 and 1000000"),
        (Options(links=Path("/nowhere/links.csv")), "simulators: .*links.csv"),
        (Options(host="192.0.2.1"), "simulators: 192.0.2.1:0: .*address"),
    ],
)
def test_what_cannot_run_ends_with_one_line(options: Options, text: str) -> None:
    with pytest.raises(SystemExit, match=text):
        main(options)
