"""The body of a request, as far as it is wanted: bounded in size and in time."""

import asyncio
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request

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
            return await _bounded(request, most)
    except TimeoutError as error:
        seconds = within.total_seconds()
        detail = f"The body did not arrive within {seconds:g} seconds"
        raise BeyondLimit(408, detail, Measure("body_time", seconds, seconds)) from error


async def _bounded(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most, len(body))
    return bytes(body)


def _too_large(most: int, measured: int) -> BeyondLimit:
    detail = f"The body may have {most} bytes at most"
    return BeyondLimit(413, detail, Measure("body_bytes", most, measured))
