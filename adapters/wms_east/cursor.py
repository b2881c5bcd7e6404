"""Where a changed-since poll goes on: the time that it has reached, and the page that it is on."""

import re
from typing import NamedTuple

from domain.errors import BackendRefused

_WRITTEN = re.compile(r"(?P<since>\d{1,16})(?::(?P<until>\d{1,16}):(?P<page>.+))?", re.ASCII)


class Poll(NamedTuple):
    """since, until: milliseconds. until and page are there only between two pages of a poll.

    until is the warehouse's time at the first page: what happens while the pages are read belongs to
    the next poll.
    """

    since: int = 0
    until: int | None = None
    page: str | None = None

    def __str__(self) -> str:
        return str(self.since) if self.page is None else f"{self.since}:{self.until}:{self.page}"


def read_cursor(text: str, instance: str) -> Poll:
    """The poll that a cursor of ours stands for; "" is the beginning. Raises BackendRefused."""
    if not text:
        return Poll()
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise BackendRefused("was not asked: the cursor is not one of its own", backend=instance)
    if found["page"] is None:
        return Poll(int(found["since"]))
    return Poll(int(found["since"]), int(found["until"]), found["page"])
