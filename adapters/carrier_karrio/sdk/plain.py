"""The SDK's records as plain ones. It is untyped: what is no text in it is taken as none."""

import re
from collections.abc import Iterable
from html import unescape

from adapters.carrier_karrio.sdk.answers import Message, ParsedEvent, ParsedTrack

_MARKUP = re.compile(r"</?\w+>")


def message(told: object) -> Message:
    """One message. Its number stands among its details, where it is told."""
    details = getattr(told, "details", None)
    number = details.get("tracking_number") if isinstance(details, dict) else None
    return Message(_text(told, "code"), _text(told, "message"), number if isinstance(number, str) else "")


def track(told: object) -> ParsedTrack:
    """One number, without who signed, who it is for and what they look like."""
    info = getattr(told, "info", None)
    events: Iterable[object] = getattr(told, "events", None) or ()
    return ParsedTrack(
        number=_text(told, "tracking_number"),
        events=tuple(_event(event) for event in events),
        service=unescape(_MARKUP.sub("", unescape(_text(info, "shipment_service")))),
        due=_text(told, "estimated_delivery"),
        country=_text(info, "shipment_destination_country"),
    )


def _event(told: object) -> ParsedEvent:
    return ParsedEvent(*(_text(told, name) for name in ParsedEvent._fields))


def _text(record: object, name: str) -> str:
    value = getattr(record, name, None)
    return str(value).strip() if isinstance(value, str | int) else ""
