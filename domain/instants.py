"""Instants: timezone-aware UTC, or refused.

A source time without a zone is resolved by the zone of the place that it speaks of; where that zone
is not known the time is refused, never read as UTC.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import ImpossibleValue

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_instant(text: str, *, zone: str | None = None, field: str = "") -> datetime:
    """Read an ISO 8601 time into UTC; `zone` (IANA name) resolves a time that carries none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ImpossibleValue(f"{text[:40]!r} is not an ISO 8601 time", field=field) from error
    return to_utc(moment, zone=zone, field=field)


def to_utc(moment: datetime, *, zone: str | None = None, field: str = "") -> datetime:
    """Bring a datetime to UTC, resolving a naive one by `zone`; refuses what cannot be meant."""
    if moment.tzinfo is None:
        moment = _localized(moment, zone, field)
    return _plausible(moment, field)


def from_epoch_millis(millis: int, *, field: str = "") -> datetime:
    """Read milliseconds since 1970-01-01T00:00Z."""
    try:
        moment = _EPOCH + timedelta(milliseconds=millis)
    except OverflowError as error:
        raise ImpossibleValue("the milliseconds lead outside the calendar", field=field) from error
    return _plausible(moment, field)


def _localized(moment: datetime, zone: str | None, field: str) -> datetime:
    """Attach a zone. In the repeated hour of an autumn change the first pass is taken."""
    if zone is None:
        raise ImpossibleValue(f"'{moment.isoformat()}' has no zone and its place has none", field=field)
    try:
        local = moment.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, a long name
        raise ImpossibleValue(f"zone {zone!r:.60} is not known", field=field) from error
    if _in_utc(local, field).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise ImpossibleValue(f"'{moment.isoformat()}' does not exist in {zone}", field=field)
    return local


def _in_utc(moment: datetime, field: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ImpossibleValue(f"'{moment.isoformat()}' is outside the calendar", field=field) from error


def _plausible(moment: datetime, field: str) -> datetime:
    instant = _in_utc(moment, field)
    if not EARLIEST <= instant < LATEST:
        raise ImpossibleValue(f"'{moment.isoformat()}' is not between 1990 and 2100", field=field)
    return instant
