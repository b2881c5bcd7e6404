"""The body of a request, as far as it is wanted: bounded in size and in time."""

import asyncio
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from gateway.edge.problems import BeyondLimit, Measure

_DIGITS = 18


async def body_of(request: Request, *, most: int, within: timedelta) -> bytes:
    """Read the whole body. Raises HTTPException 408, 413 or 415 and ClientDisconnect.

    A body is refused unread where its length or its encoding says enough; compression could hide any
    size behind a small one.
    """
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in {"", "identity"}:
        raise HTTPException(415, f"Content-Encoding '{encoding[:40]}' is not taken: send the body as it is")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:_DIGITS]) > most:
        raise _too_large(most, int(length[:_DIGITS]))
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await _bounded(request.receive, most)
    except TimeoutError as error:
        seconds = within.total_seconds()
        detail = f"The body did not arrive within {seconds:g} seconds"
        raise BeyondLimit(408, detail, Measure("body_time", seconds, seconds)) from error


async def _bounded(receive: Receive, most: int) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        # Most come in one piece.
        piece, more = message.get("body", b""), message.get("more_body", False)
        body = body + piece if body else piece
        if len(body) > most:
            raise _too_large(most, len(body))
    return body


def _too_large(most: int, measured: int) -> BeyondLimit:
    detail = f"The body may have {most} bytes at most"
    return BeyondLimit(413, detail, Measure("body_bytes", most, measured))
