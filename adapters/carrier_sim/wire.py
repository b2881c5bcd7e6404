"""What the carrier sends: only what we use of it, required where we cannot do without."""

import msgspec


class Place(msgspec.Struct):
    """Where a scan was made."""

    city: str = ""
    region: str = ""
    country: str = ""


class Reason(msgspec.Struct):
    """Why an event was not what it should be."""

    code: str


class Event(msgspec.Struct):
    """One scan. `at` is ISO 8601 with an offset."""

    id: str
    code: str
    at: str
    location: Place | None = None
    reason: Reason | None = None


class Reference(msgspec.Struct):
    """One of the shipper's own numbers."""

    type: str
    value: str


class Fault(msgspec.Struct):
    """Why there is no answer for a number."""

    code: str


class Result(msgspec.Struct, rename="camel"):
    """The answer for one number. Events are read one by one, so that a bad one costs only itself."""

    tracking_number: str
    found: bool
    error: Fault | None = None
    service: str = ""
    references: list[Reference] = []
    estimated_delivery: str | None = None
    events: list[msgspec.Raw] | None = None


class Key(msgspec.Struct, rename="camel"):
    """Whose answer it is, read from a result that cannot be read whole."""

    tracking_number: str


class Reply(msgspec.Struct, rename="camel"):
    """The answer to `POST /track`."""

    results: list[msgspec.Raw]
    answered_at: str


class Notification(msgspec.Struct, rename="camel"):
    """One webhook delivery."""

    notification_id: str
    tracking_number: str
    event: Event


EVENT = msgspec.json.Decoder(Event)
RESULT = msgspec.json.Decoder(Result)
KEY = msgspec.json.Decoder(Key)
REPLY = msgspec.json.Decoder(Reply)
NOTIFICATION = msgspec.json.Decoder(Notification)
