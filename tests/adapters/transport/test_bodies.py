import gzip
import tracemalloc
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.transport.bodies import read_whole
from domain.errors import ReplyInvalid

LIMIT = 4_096
LONG_NAME = b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 10_000 + b"\0" + gzip.compress(b"fine")[10:]
"""Ten thousand bytes of gzip that hold four."""


class Pieces(httpx.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces
        self.closed = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece

    async def aclose(self) -> None:
        self.closed += 1


async def read(body: Pieces, **headers: str) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await read_whole(httpx.Response(200, headers=given, stream=body), LIMIT, "erp")


async def test_a_body_of_the_limit_is_read_and_one_more_byte_is_not() -> None:
    assert len((await read(Pieces(b"x" * LIMIT))).content) == LIMIT
    with pytest.raises(ReplyInvalid, match="more than 4096"):
        await read(Pieces(b"x" * LIMIT, b"x"))


async def test_an_answer_that_was_read_is_httpx_s_own_in_all_that_is_asked_of_it() -> None:
    body = Pieces(b'{"gr', "öße".encode(), b'":1}')
    answer = await read(body, content_type="application/json", date="Mon, 02 Mar 2026 08:00:00 GMT")
    answer.request = httpx.Request("GET", "http://erp.test/")
    assert answer.content == answer.read() == await answer.aread() == '{"größe":1}'.encode()
    assert (answer.text, answer.json()) == ('{"größe":1}', {"größe": 1})
    assert (answer.headers["Date"], answer.reason_phrase) == ("Mon, 02 Mar 2026 08:00:00 GMT", "OK")
    assert answer.raise_for_status() is answer
    assert body.closed == 1


async def test_a_bomb_does_not_go_off() -> None:
    bomb = gzip.compress(b"0" * 4_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(ReplyInvalid):
            await read(Pieces(bomb), content_encoding="gzip")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1_000_000


async def test_the_bound_holds_on_the_wire_too() -> None:
    assert gzip.decompress(LONG_NAME) == b"fine"
    body = Pieces(LONG_NAME[:5_000], LONG_NAME[5_000:])
    with pytest.raises(ReplyInvalid, match="more than 4096"):
        await read(body, content_encoding="gzip")
    assert body.closed == 1


async def test_a_length_that_is_none_says_nothing() -> None:
    assert (await read(Pieces(b"fine"), content_length="many")).content == b"fine"
