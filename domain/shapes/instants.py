"""Instants told to the day, in UTC."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from domain.shipments import Delay

DAY = timedelta(days=1)


def day_of(moment: datetime) -> datetime:
    """Midnight in UTC, at which its day began."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def is_whole_day(moment: datetime) -> bool:
    """Whether a day begins just then, in UTC."""
    return day_of(moment) == moment


def delay_in_days(delay: Delay) -> Delay | None:
    """From the day of the promise to that of delivery; None within one day.

    It is what anybody can count who is told both days, and no more.
    """
    if delay.promised_at is None:
        return None
    promised = day_of(delay.promised_at)
    by = day_of(delay.promised_at + delay.by) - promised
    if not by:
        return None
    since = None if delay.since is None else day_of(delay.since)
    return replace(delay, by=by, promised_at=promised, since=since)
