"""Programs of npm packages, out of the folders where `make test-node` installs them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
APOLLO = ROOT / "build" / "node"
HIVE = ROOT / "build" / "hive"
_RUN_SECONDS = 120.0
_STOP_SECONDS = 10.0


async def run(home: Path, *arguments: str) -> str:
    """What a program says that ends by itself; fails the test with its last words where it fails."""
    _installed(home)
    process = await asyncio.create_subprocess_exec(
        "node", *arguments, cwd=home, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complaints = await asyncio.wait_for(process.communicate(), _RUN_SECONDS)
    if process.returncode:
        pytest.fail(f"node {' '.join(arguments)}: {complaints.decode()[-2000:]}", pytrace=False)
    return said.decode()


@asynccontextmanager
async def serving(
    home: Path, *arguments: str, log: Path, announces: bool = True
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that serves. Its errors go to `log`, and its output as well where it announces nothing."""
    _installed(home)
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            "node",
            *arguments,
            cwd=home,
            stdout=asyncio.subprocess.PIPE if announces else errors,
            stderr=errors,
        )
    try:
        yield process
    finally:
        await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _installed(home: Path) -> None:
    if not (home / ".ready").exists():
        pytest.fail(f"{home.relative_to(ROOT)} is not installed: run `make test-node`", pytrace=False)
