"""Starts the simulated systems as a process of their own, for tests and demonstrations."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping

import orjson

_PATIENCE = 20.0  # seconds that a terminated process has to end


class NotReady(RuntimeError):
    """The process ended before it was ready; the message is what it said."""


@contextlib.contextmanager
def launched(*arguments: str) -> Iterator[Mapping[str, str]]:
    """Run `python -m simulators ARGUMENTS` while the context lasts; gives the URLs by part.

    Parts: control, erp, wms_east, wms_west, tms, carrier, issuer. Raises NotReady when it does not come up.
    """
    command = [sys.executable, "-m", "simulators", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - our own module
    try:
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise NotReady(f"{' '.join(command)} ended with {process.wait(_PATIENCE)}")
        yield {part: url for part, url in orjson.loads(line).items() if isinstance(url, str)}
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
