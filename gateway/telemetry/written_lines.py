"""Our own log lines, written where they are made: one line, one write, and no record of the library's."""

from collections.abc import Sequence
from contextlib import suppress
from logging import StreamHandler
from typing import TextIO

from structlog.exceptions import DropEvent
from structlog.typing import EventDict, Processor, WrappedLogger


class WrittenLines:
    """The last of structlog's processors. handler: whose stream it is, so that lines never mix with others'.

    A line that cannot be written is lost, as those of the library are: nobody is to fail for a log.
    """

    def __init__(self, handler: "StreamHandler[TextIO]", ending: Sequence[Processor]) -> None:
        self._handler = handler
        self._ending = ending

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Write it. Raises DropEvent, which tells structlog that there is nothing left to do."""
        line: object = event
        for processor in self._ending:
            line = processor(logger, method, line)  # type: ignore[arg-type]  # the last one makes text of it
        self._handler.acquire()
        try:
            with suppress(OSError, ValueError):
                self._handler.stream.write(f"{line}\n")
                self._handler.flush()
        finally:
            self._handler.release()
        raise DropEvent
