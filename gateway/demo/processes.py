"""The processes of the demo, started with deadlines and stopped politely."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from domain.errors import ConfigInvalid

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0


@asynccontextmanager
async def running(
    arguments: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    announces: bool = False,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child of this Python. Terminated, then killed, on the way out.

    What it says goes to `log`; where it announces itself, its standard output is for `announced` to read.
    """
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdout=asyncio.subprocess.PIPE if announces else errors,
            stderr=errors,
            env={**os.environ, **(environment or {})},
        )
    try:
        yield process
    finally:
        await _stop(process)


async def announced(process: asyncio.subprocess.Process, log: Path) -> Mapping[str, str]:
    """The one line of JSON in which a child says where it listens."""
    if process.stdout is None:
        raise ConfigInvalid("the process was started without a pipe to read from")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)
    except TimeoutError as error:
        raise ConfigInvalid(f"did not start within {_START_SECONDS:g} seconds", place=str(log)) from error
    if not line:
        raise ConfigInvalid(f"ended before it was ready: {last_words(log)}", place=str(log))
    said = json.loads(line)
    return {name: url for name, url in said.items() if isinstance(url, str)}


def last_words(log: Path) -> str:
    """The end of what a process wrote to its log."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"


def free_port(wanted: int) -> int:
    """The wanted port of this machine, or any other where that one is taken (or 0)."""
    port = _bindable(wanted) or _bindable(0)
    if port is None:
        raise ConfigInvalid("this machine has no free port")
    return port


def _bindable(port: int) -> int | None:
    try:
        with socket.create_server(("127.0.0.1", port)) as bound:
            return int(bound.getsockname()[1])
    except OSError:
        return None


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
