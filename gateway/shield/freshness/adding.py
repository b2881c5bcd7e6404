"""How sure a record is once something was added to it that its system told by the way."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.freshness import Stamp, known_at

_A_HAIR = timedelta(microseconds=1)
"""By so much at least it is newer than what it was made of, so that the one never takes the other's place."""


def stamps_with(stamps: Iterable[Stamp], happened_at: datetime, now: datetime) -> tuple[Stamp, ...]:
    """The stamps of a record with something that happened then.

    Its system spoke then, so it is known as of then; what is told late does not make it younger than it was.
    """
    happened_at = min(happened_at, now)
    return tuple(_with(stamp, happened_at) for stamp in stamps)


def _with(stamp: Stamp, happened_at: datetime) -> Stamp:
    known = known_at(stamp)
    verified_at = happened_at if known is None else max(happened_at, known + _A_HAIR)
    as_of = None if stamp.as_of is None else max(stamp.as_of, happened_at)
    return replace(stamp, as_of=as_of, verified_at=verified_at)
