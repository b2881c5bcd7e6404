"""What goes wrong on a real socket, and what a caller is told: a code, and a cause that tells it apart."""

import gzip
import socket
import zlib
from typing import NamedTuple

import pytest

from domain.errors import BackendError, BackendTimeout, BackendUnavailable, ReplyInvalid
from tests.adapters.network.reaching import CLOCK, fetched, reaching
from tests.doubles.raw_server import OK, Call, Script, hanging_up, saying, serving

HEAD = b"HTTP/1.1 200 OK\r\n"
LIMIT = 4096


def said(body: bytes, *headers: bytes) -> bytes:
    length = b"content-length: %d" % len(body)
    return HEAD + b"\r\n".join((*headers, length)) + b"\r\n\r\n" + body


def packed(body: bytes, how: bytes = b"gzip") -> bytes:
    return said(body, b"content-encoding: " + how)


async def reset(call: Call) -> None:
    call.reset()


async def reset_midway(call: Call) -> None:
    await saying(HEAD + b"content-length: 900\r\n\r\n123")(call)
    call.reset()


async def without_end(call: Call) -> None:
    await saying(HEAD + b"transfer-encoding: chunked\r\n\r\n")(call)
    while not call.writer.is_closing():
        await saying(b"400\r\n" + b"x" * 1024 + b"\r\n")(call)


def _pieces() -> list[bytes]:
    packer = zlib.compressobj(wbits=31)
    packed = [packer.compress(b"0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)]
    return [b"%x\r\n" % len(piece) + piece + b"\r\n" for piece in packed]


async def growing(call: Call) -> None:
    """Packed so that each piece is small on the wire and grows to a thousandfold of it."""
    await saying(HEAD + b"content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n")(call)
    first, again = _pieces()
    await saying(first)(call)
    while not call.writer.is_closing():
        await saying(again)(call)


class Trouble(NamedTuple):
    script: Script
    error: type[BackendError]
    told: str


BOMB = gzip.compress(b"0" * 1_000_000)
GZIP = gzip.compress(b"fine")
TROUBLES = {
    "disconnects": Trouble(hanging_up(), BackendUnavailable, "disconnected: before"),
    "resets": Trouble(reset, BackendUnavailable, "reset: "),
    "resets midway": Trouble(reset_midway, BackendUnavailable, ""),
    "breaks off its head": Trouble(hanging_up(HEAD), BackendUnavailable, "disconnected: within"),
    "breaks off its body": Trouble(
        hanging_up(HEAD + b"content-length: 9\r\n\r\n123"), BackendUnavailable, "truncated: "
    ),
    "breaks off its chunks": Trouble(
        hanging_up(HEAD + b"transfer-encoding: chunked\r\n\r\n5\r\nab"), BackendUnavailable, "truncated: "
    ),
    "sends bad chunks": Trouble(
        saying(HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n"), BackendUnavailable, ""
    ),
    "speaks no HTTP": Trouble(saying(b"SSH-2.0-OpenSSH_9\r\n\r\n"), BackendUnavailable, "malformed: "),
    "sends a bad header": Trouble(saying(HEAD + b"a b\r\n\r\n"), BackendUnavailable, "malformed: "),
    "sends a huge header": Trouble(
        saying(HEAD + b"x: " + b"y" * 70_000 + b"\r\n\r\n"), BackendUnavailable, "malformed: "
    ),
    "sends two lengths": Trouble(
        saying(HEAD + b"content-length: 4\r\ncontent-length: 5\r\n\r\nfine"),
        BackendUnavailable,
        "malformed: ",
    ),
    "is not packed as it says": Trouble(saying(packed(b"plain")), ReplyInvalid, "not gzip"),
    "is packed with what nobody asked for": Trouble(saying(packed(b"x", b"br")), ReplyInvalid, "not asked"),
    "is packed twice": Trouble(saying(packed(gzip.compress(GZIP), b"gzip, gzip")), ReplyInvalid, "not asked"),
    "is packed without end": Trouble(saying(packed(GZIP[:-5])), ReplyInvalid, "without its end"),
    "goes on after its end": Trouble(saying(packed(GZIP + GZIP)), ReplyInvalid, "after its end"),
    "is a bomb": Trouble(saying(packed(BOMB)), ReplyInvalid, ""),
    "is a bomb of deflate": Trouble(
        saying(packed(zlib.compress(b"0" * 1_000_000), b"deflate")), ReplyInvalid, ""
    ),
    "is a bomb without end": Trouble(growing, ReplyInvalid, ""),
    "announces too much": Trouble(saying(HEAD + b"content-length: 4097\r\n\r\n"), ReplyInvalid, ""),
    "announces beyond measure": Trouble(
        saying(HEAD + b"content-length: " + b"9" * 18 + b"\r\n\r\n"), ReplyInvalid, ""
    ),
    "never ends": Trouble(without_end, ReplyInvalid, ""),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_system_that(trouble: Trouble) -> None:
    async with serving(trouble.script) as server:
        with pytest.raises(BackendError) as caught:
            await fetched(server.url, max_reply_bytes=LIMIT)
    assert type(caught.value) is trouble.error
    assert trouble.told in caught.value.cause
    assert (caught.value.backend, len(server.requests)) == ("erp", 1)


@pytest.mark.parametrize(
    "trouble", ["is a bomb", "announces too much", "never ends", "is a bomb without end"]
)
async def test_too_much_is_named_with_the_limit(trouble: str) -> None:
    async with serving(TROUBLES[trouble].script) as server:
        with pytest.raises(ReplyInvalid, match="sent more than 4096 bytes"):
            await fetched(server.url, max_reply_bytes=LIMIT)


async def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(BackendUnavailable, match="cannot be reached") as caught:
            await fetched(f"http://127.0.0.1:{held.getsockname()[1]}/")
    assert 'ConnectError("connect: ' in caught.value.cause


async def test_a_name_that_nobody_has() -> None:
    with pytest.raises(BackendUnavailable, match="cannot be reached") as caught:
        await fetched("http://erp.invalid/")
    assert "ConnectError('dns: " in caught.value.cause


async def drip(call: Call) -> None:
    await saying(HEAD + b"content-length: 9000\r\n\r\n")(call)
    await call.gone()


async def silence(call: Call) -> None:
    await call.gone()


@pytest.mark.parametrize("script", [drip, silence])
async def test_the_deadline_frees_the_connection(script: Script) -> None:
    async def slow_or_fine(call: Call) -> None:
        await (script if "/slow" in call.text else saying(OK))(call)

    async with serving(slow_or_fine) as server, reaching(server.url, connections=1) as transport:
        with pytest.raises(BackendTimeout):
            await transport.send(transport.get("/slow"), CLOCK.within(0.05))
        assert await transport.send(transport.get("/"), CLOCK.within()) == b"fine"


async def test_what_cannot_be_said_in_http_is_not_sent() -> None:
    async with serving(saying(OK)) as server, reaching(server.url) as transport:
        request = transport.get("/")
        request.headers["x"] = "a\r\nb: c"
        with pytest.raises(BackendUnavailable) as caught:
            await transport.send(request, CLOCK.within())
    assert "LocalProtocolError" in caught.value.cause
    assert server.requests == []
