import asyncio
from pathlib import Path

import pytest

from adapters.network import aiohttp_network
from adapters.network.pools import Pools
from domain.errors import BackendError, BackendTimeout, BackendUnavailable
from tests.adapters.network.certificates import SelfSigned, self_signed
from tests.adapters.network.http2_server import speaking_http2
from tests.adapters.network.reaching import CLOCK, fetched, reaching
from tests.doubles.raw_server import OK, listening, saying, serving


@pytest.fixture(scope="module")
def localhost(tmp_path_factory: pytest.TempPathFactory) -> SelfSigned:
    return self_signed(tmp_path_factory.mktemp("tls"), "localhost")


async def failure(url: str, pools: Pools | None = None, **settings: object) -> BackendError:
    with pytest.raises(BackendError) as caught:
        await fetched(url, pools, **settings)
    return caught.value


@pytest.mark.parametrize("http2", [False, True])
async def test_a_certificate_that_is_trusted_is_enough(localhost: SelfSigned, http2: bool) -> None:  # noqa: FBT001 - a case
    async with serving(saying(OK), localhost.server("http/1.1")) as server:
        assert await fetched(server.url, Pools(localhost.trusting), http2=http2) == b"fine"


@pytest.mark.parametrize("http2", [False, True])
async def test_a_certificate_that_nobody_signed_is_refused(localhost: SelfSigned, http2: bool) -> None:  # noqa: FBT001 - a case
    async with serving(saying(OK), localhost.server()) as server:
        error = await failure(server.url, http2=http2)
    assert type(error) is BackendUnavailable
    assert "certificate verify failed" in error.cause.lower()
    assert server.requests == []


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    other = self_signed(tmp_path, "elsewhere.test")
    async with serving(saying(OK), other.server()) as server:
        error = await failure(server.url, Pools(other.trusting))
    assert type(error) is BackendUnavailable
    assert "ConnectError" in error.cause
    assert "tls: " in error.cause


async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(OK)
    await reader.read()


async def test_a_system_that_speaks_no_tls_is_unavailable() -> None:
    async with listening(plain) as port:
        error = await failure(f"https://localhost:{port}/")
    assert type(error) is BackendUnavailable
    assert "tls: " in error.cause


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_a_system_that_takes_no_connection_is_given_up_before_the_deadline(
    localhost: SelfSigned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aiohttp_network, "CONNECT_SECONDS", 0.05)
    async with listening(silent) as port:
        error = await failure(f"https://localhost:{port}/", Pools(localhost.trusting))
    assert type(error) is BackendTimeout
    assert "ConnectTimeout" in error.cause


async def test_calls_share_one_connection_over_http2(localhost: SelfSigned) -> None:
    async with (
        speaking_http2(localhost.server("h2"), at_once=5) as server,
        reaching(server.url, Pools(localhost.trusting), http2=True) as transport,
    ):
        calls = (transport.send(transport.post("/x", b"body", {}), CLOCK.within()) for _ in range(5))
        assert await asyncio.gather(*calls) == [b"fine"] * 5
    assert (server.connections, server.paths) == (1, ["/x"] * 5)


async def test_a_call_over_http2_ends_at_its_deadline(localhost: SelfSigned) -> None:
    async with (
        speaking_http2(localhost.server("h2"), at_once=2) as server,
        reaching(server.url, Pools(localhost.trusting), http2=True) as transport,
    ):
        with pytest.raises(BackendTimeout):
            await transport.send(transport.get("/"), CLOCK.within(1))
        assert await transport.send(transport.get("/"), CLOCK.within()) == b"fine"
