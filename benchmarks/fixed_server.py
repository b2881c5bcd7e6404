"""A server that answers every request with the same JSON, in a process of its own.

    python -m benchmarks.fixed_server [bytes]

It prints its URL when it listens.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn import Config, Server

SIZE = 1_000
HOST = "127.0.0.1"
_NANOS = 1_000_000_000


def body_of(size: int) -> bytes:
    """JSON of about so many bytes."""
    return b'{"data":"' + b"x" * max(size - 11, 0) + b'"}'


BODY = body_of(SIZE)


class Running(NamedTuple):
    """A server in a process of its own."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """What its threads have used so far, in the kernel too, as Linux's scheduler counts it."""
        told = (
            each.read_text(encoding="ascii") for each in Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        )
        return sum(int(one.split()[0]) for one in told) / _NANOS


@asynccontextmanager
async def running(module: str, *arguments: str) -> AsyncIterator[Running]:
    """Run a module that serves and prints its URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        url = (await process.stdout.readline()).decode().strip()
        if not url:
            raise SystemExit(f"{module} does not start")
        yield Running(url, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


class _Announcing(Server):
    """Prints where it listens as soon as it does."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        (server,) = self.servers
        print(f"http://{HOST}:{server.sockets[0].getsockname()[1]}/", flush=True)  # noqa: T201 - its parent reads it


def serve(app: Starlette) -> None:
    """Serve on a free port until stopped."""
    _Announcing(
        Config(app, host=HOST, port=0, log_config=None, access_log=False, timeout_keep_alive=600)
    ).run()


def main(size: int) -> None:
    """Serve the body."""
    body = body_of(size)

    async def answer(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    serve(Starlette(routes=[Route("/", answer, methods=["GET", "POST"])]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
