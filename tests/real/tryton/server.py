"""Starts and stops a real Tryton server over a freshly seeded database."""

import datetime as dt
import queue
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.real.tryton.database import NAME, seeded_database, tryton_environment
from tests.real.tryton.environment import ROOT, tryton_python
from tests.real.tryton.manifest import Manifest

BOOT_DEADLINE_S = 30.0
STOP_DEADLINE_S = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TrytonServer:
    """A server that answers: `url` is its database's base address, `key` opens its REST API."""

    url: str
    key: str
    manifest: Manifest


@contextmanager
def running_tryton(now: dt.datetime) -> Iterator[TrytonServer]:
    """Serve a fresh copy of the seeded database on a free local port while the block runs.

    The first call of a day takes about a minute (install, activate, seed), later ones about three seconds.
    Raises RuntimeError with Tryton's last words when it doesn't answer in time.
    """
    with tempfile.TemporaryDirectory(prefix="tryton-") as scratch:
        folder = Path(scratch)
        manifest = seeded_database(folder, now)
        with (folder / "server.log").open("w+") as log, _process(folder, log) as process:
            address = _first_line(process, log)
            yield TrytonServer(url=f"{address}/{NAME}", key=manifest.application_key, manifest=manifest)


@contextmanager
def _process(folder: Path, log: TextIO) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - the command is made of our own constants
        [str(tryton_python()), "-m", "tests.real.tryton.serve", NAME],
        cwd=ROOT,
        env=tryton_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        yield process
    finally:
        _stop(process)


def _first_line(process: subprocess.Popen[str], log: TextIO) -> str:
    """Wait for the address that the server prints when it is ready."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    stdout = process.stdout
    if stdout is None:
        raise RuntimeError("Tryton was started without a pipe for its output")
    threading.Thread(target=lambda: lines.put(stdout.readline()), daemon=True).start()
    try:
        address = lines.get(timeout=BOOT_DEADLINE_S).strip()
    except queue.Empty:
        address = ""
    if address:
        return address
    log.seek(0)
    raise RuntimeError(f"Tryton did not answer within {BOOT_DEADLINE_S:.0f} s:\n{log.read()[-2000:]}")


def _stop(process: subprocess.Popen[str]) -> None:
    """End the server by closing its standard input; kill it when that does not help in time."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(STOP_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
