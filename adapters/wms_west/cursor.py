"""Where a changed-since poll goes on: the local time that it has reached, and the page that it is on."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.errors import BackendRefused

BEGINNING = "19900101 000000"

_WRITTEN = re.compile(r"(?P<since>\d{8} \d{6})(?:/(?P<until>\d{8} \d{6})/(?P<page>.+))?", re.ASCII)
_FORMAT = "%Y%m%d %H%M%S"
_ONE_SECOND = timedelta(seconds=1)
_REPEATED = timedelta(hours=1)


class Poll(NamedTuple):
    """since, until: local times as the warehouse writes them. page: empty but between two pages of a poll.

    until is the warehouse's time at the first page: what happens while the pages are read belongs to
    the next poll.
    """

    since: str = BEGINNING
    until: str = ""
    page: str = ""

    def __str__(self) -> str:
        return f"{self.since}/{self.until}/{self.page}" if self.page else self.since


def read_cursor(text: str, instance: str) -> Poll:
    """The poll that a cursor of ours stands for; "" is the beginning. Raises BackendRefused."""
    if not text:
        return Poll()
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise BackendRefused("was not asked: the cursor is not one of its own", backend=instance)
    return Poll(found["since"], found["until"] or "", found["page"] or "")


def next_since(until: str, zone: str) -> str:
    """Where the poll after one that reached `until` begins, so that nothing falls between the two.

    A second earlier, because times are cut to seconds and more may happen in the last one. An hour
    earlier still where local time is ambiguous: nobody can tell which of the two passes is meant.
    """
    moment = datetime.strptime(until, _FORMAT) - _ONE_SECOND  # noqa: DTZ007 - local time is what the warehouse asks for
    local = moment.replace(tzinfo=ZoneInfo(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        moment -= _REPEATED
    return moment.strftime(_FORMAT)
