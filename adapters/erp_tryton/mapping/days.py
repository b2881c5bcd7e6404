"""Tryton's plain days as instants.

Sales, shipments and invoices carry days and no times: days of the company's zone. What happened on a day
is told at the instant at which Tryton wrote it down where that lies on this very day (most often: a
shipment that is marked done gets the day of the marking), otherwise at the start of the day. What is
planned for a day is due by the end of the day.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.erp_tryton.wire.values import Day, Moment
from domain.errors import ImpossibleValue
from domain.instants import to_utc

_LAST_SECOND = timedelta(seconds=1)
_ONE_DAY = timedelta(days=1)


def instant(moment: Moment, *, field: str = "") -> datetime:
    """The instant that Tryton means: it writes UTC without saying so."""
    try:
        told = datetime(
            moment.year,
            moment.month,
            moment.day,
            moment.hour,
            moment.minute,
            moment.second,
            moment.microsecond,
            UTC,
        )
    except (ValueError, OverflowError) as error:
        raise ImpossibleValue(f"{moment} is not a time: {error}", field=field) from error
    return to_utc(told, field=field)


def as_moment(at: datetime) -> dict[str, object]:
    """An instant as Tryton wants it in a query."""
    utc = at.astimezone(UTC)
    return {
        "__class__": "datetime",
        "year": utc.year,
        "month": utc.month,
        "day": utc.day,
        "hour": utc.hour,
        "minute": utc.minute,
        "second": utc.second,
        "microsecond": utc.microsecond,
    }


def happened(day: Day, written: datetime | None, zone: ZoneInfo, *, field: str = "") -> datetime:
    """When something that happened on a day did, with when it was written down."""
    on = _calendar(day, field)
    if written is not None and written.astimezone(zone).date() == on:
        return written
    return _start(on, zone, field)


def due(day: Day, zone: ZoneInfo, *, field: str = "") -> datetime:
    """The last second of a day, by which something planned for it is due."""
    return _start(_calendar(day, field) + _ONE_DAY, zone, field) - _LAST_SECOND


def _calendar(day: Day, field: str) -> date:
    try:
        return date(day.year, day.month, day.day)
    except (ValueError, OverflowError) as error:
        raise ImpossibleValue(f"{day} is not a day: {error}", field=field) from error


def _start(day: date, zone: ZoneInfo, field: str) -> datetime:
    """Where the clock skips midnight, the day starts at the instant of the change."""
    return to_utc(datetime.combine(day, time.min, zone).astimezone(UTC), field=field)
