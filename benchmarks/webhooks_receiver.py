"""A receiver of webhooks that answers 204 at once and looks at nothing, in a process of its own.

    python -m benchmarks.webhooks_receiver [seconds until it answers]

It prints its URL when it listens.
"""

import asyncio
import sys

from benchmarks.fixed_server import HOST

_ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
_LENGTH = b"content-length:"


class _Receiving(asyncio.Protocol):
    """One connection. late: seconds until it answers."""

    def __init__(self, late: float) -> None:
        self._late = late
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a TCP server
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (whole := _whole(self._got)) is not None:
            self._got = self._got[whole:]
            if self._late:
                asyncio.get_running_loop().call_later(self._late, self._transport.write, _ANSWER)
            else:
                self._transport.write(_ANSWER)


def _whole(got: bytes) -> int | None:
    """How many bytes the first request has; None while it is not all there."""
    head, found, body = got.partition(b"\r\n\r\n")
    if not found:
        return None
    _, _, rest = head.lower().partition(_LENGTH)
    length = int(rest.partition(b"\r\n")[0])
    return None if len(body) < length else len(head) + len(found) + length


async def _serve(late: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Receiving(late), HOST, 0)
    print(f"http://{HOST}:{server.sockets[0].getsockname()[1]}/", flush=True)  # noqa: T201 - its parent reads it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))
