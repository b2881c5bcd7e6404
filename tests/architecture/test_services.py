import socket
from collections.abc import Iterator

import pytest

from tests import services

MISSING = """
import pytest

@pytest.mark.service("nats")
def test_that_needs_it():
    raise AssertionError("it ran without its service")
"""


@pytest.fixture
def closed_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield a port of this machine that is taken by someone who does not listen."""
    services.trouble.cache_clear()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv("ORDERGRAPH_TEST_NATS", f"nats://127.0.0.1:{port}")
        yield port
    services.trouble.cache_clear()


def test_a_service_that_does_not_answer_is_named_with_its_place(closed_port: int) -> None:
    reason = services.trouble("nats")
    assert reason is not None
    assert f"nats does not answer at 127.0.0.1:{closed_port}" in reason


@pytest.mark.usefixtures("closed_port")
def test_a_service_that_answers_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("ORDERGRAPH_TEST_NATS", f"nats://127.0.0.1:{server.getsockname()[1]}")
        assert services.trouble("nats") is None


def test_an_address_without_a_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    services.trouble.cache_clear()
    monkeypatch.setenv("ORDERGRAPH_TEST_NATS", "nats://localhost")
    assert services.trouble("nats") == "ORDERGRAPH_TEST_NATS needs a host and a port"
    services.trouble.cache_clear()


@pytest.mark.usefixtures("closed_port")
@pytest.mark.parametrize(("ci", "outcome"), [("", "skipped"), ("true", "failed")])
def test_a_missing_service_skips_here_and_fails_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeini(
        "[pytest]\nmarkers = service(name): needs it\nasyncio_default_fixture_loop_scope = function"
    )
    pytester.makepyfile(MISSING)
    result = pytester.inline_run("-p", "tests.conftest", "-p", "no:cacheprovider")
    counted = dict(zip(("passed", "skipped", "failed"), map(len, result.listoutcomes()), strict=True))
    assert counted == {"passed": 0, "skipped": 0, "failed": 0} | {outcome: 1}
