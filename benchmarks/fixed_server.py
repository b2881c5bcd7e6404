"""A server that answers every request with the same JSON, in a process of its own.

    python -m benchmarks.fixed_server [bytes]

It prints its URL when it listens.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn import Config, Server

SIZE = 1_000
HOST = "127.0.0.1"


def body_of(size: int) -> bytes:
    """JSON of about so many bytes."""
    return b'{"data":"' + b"x" * max(size - 11, 0) + b'"}'


BODY = body_of(SIZE)


@asynccontextmanager
async def fixed_server(size: int = SIZE) -> AsyncIterator[str]:
    """Run it and give its URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(size), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


class Announcing(Server):
    """Prints where it listens as soon as it does."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        (server,) = self.servers
        print(f"http://{HOST}:{server.sockets[0].getsockname()[1]}/", flush=True)  # noqa: T201 - its parent reads it


def main(size: int) -> None:
    """Serve until it is stopped."""
    body = body_of(size)

    async def answer(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])
    Announcing(
        Config(app, host=HOST, port=0, log_level="warning", access_log=False, timeout_keep_alive=600)
    ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
