"""What may come before a body, URL and headers, and the answer to what may not."""

from dataclasses import dataclass
from datetime import timedelta

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from gateway.edge.problems import MEDIA_TYPE, Measure, problem_body

_BAD, _LATE, _TOO_LARGE = 400, 408, 431


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadBounds:
    """size: bytes of a URL and all headers. headers: how many. time: until they have arrived."""

    size: int = 65_536
    headers: int = 100
    time: timedelta = timedelta(seconds=10)


DEFAULT_BOUNDS = HeadBounds()


def head_answer(detail: str, beyond: Measure | None) -> bytes:
    """A whole response: 431 or 408 for what is beyond a bound, 400 for what is no HTTP."""
    status = _BAD
    if beyond is not None:
        status = _LATE if beyond.limit == "header_time" else _TOO_LARGE
        detail = _DETAILS[beyond.limit].format(beyond.allowed)
    body = problem_body(status, detail, beyond)
    headers = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return STATUS_LINE[status] + lines.encode("ascii") + b"\r\n" + body


_DETAILS = {
    "header_bytes": "URL and headers may have {} bytes at most",
    "headers": "A request may have {} headers at most",
    "header_time": "URL and headers did not arrive within {:g} seconds",
    "waiting_requests": "{} requests may wait on one connection at most",
}
