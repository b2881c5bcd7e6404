"""The words after an option, as values of ours."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import typer

from domain.errors import BadInput
from domain.instants import parse_instant
from domain.registry.records import Subject
from domain.shapes.words import QuantityShape

_LONGEST = timedelta(days=36_500)


def quantity_of(text: str) -> QuantityShape:
    """`exact`, `yes_no`, `band`, `band:5`, `capped:10`."""
    from gateway.settings.grants import quantity_shape  # noqa: PLC0415 - keeps the other commands quick

    word, colon, number = text.partition(":")
    try:
        return quantity_shape({word: number} if colon else word)
    except ValueError:
        words = "should be exact, yes_no, band, band:5 or capped:10"
        raise typer.BadParameter(words, param_hint="--quantity") from None


def span_of(text: str) -> timedelta:
    """A number of seconds, or an ISO 8601 duration such as `PT1M` or `P90D`."""
    span = _span(text)
    if span is None:
        raise typer.BadParameter("should be a number of seconds, or a duration such as PT1M or P90D")
    return span


def subject_of(text: str) -> Subject:
    """`ISSUER:SUBJECT`; the subject may hold colons."""
    issuer, colon, value = text.partition(":")
    if not (issuer and colon and value):
        raise typer.BadParameter("should be ISSUER:SUBJECT, the issuer by its name in the instance file")
    return Subject(issuer, value)


Expiry = datetime | timedelta
"""An instant, or a span from now."""


def expiry_of(text: str) -> Expiry:
    """`P90D`, the last day such as `2027-01-31` (in UTC, the whole day), or an instant with its zone."""
    moment = _end_of_day(text) or _instant(text)
    if moment is not None:
        return moment
    span = _span(text) if text.startswith("P") else None
    if span is None:
        words = "should be a day such as 2027-01-31, an instant, or a span such as P90D"
        raise typer.BadParameter(words, param_hint="--expires")
    return span


def _span(text: str) -> timedelta | None:
    try:
        span = msgspec.convert(text if text.startswith("P") else float(text), timedelta, strict=False)
    except (ValueError, msgspec.ValidationError):
        return None
    return span if timedelta(0) < span <= _LONGEST else None


def _end_of_day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except BadInput:
        return None
