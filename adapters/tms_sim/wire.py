"""What the TMS sends: only what we use of it, required where we cannot do without."""

import msgspec


class Reference(msgspec.Struct, frozen=True):
    """One of the shipper's or a carrier's own numbers: SHIPMENT, ORDER, LOAD, TRACKING or PRO."""

    type: str
    value: str


class Moment(msgspec.Struct, rename="camel"):
    """`date` YYYYMMDD, `time` HHMM or HHMMSS, `time_code` LT (local time of the stop) or UT (UTC)."""

    date: str
    time: str
    time_code: str


class Location(msgspec.Struct, rename="camel"):
    """Where a stop is. Its name is left unread: at a consignee it is a person's."""

    code: str
    city: str = ""
    region: str = ""
    country: str = ""
    time_zone: str | None = None


class Stop(msgspec.Struct):
    """A place where the load is taken up, handed over or dropped."""

    sequence: int
    location: Location
    type: str = ""
    planned: Moment | None = None


class Carrier(msgspec.Struct):
    """Who moves a leg, by its alpha code."""

    scac: str = ""


class Leg(msgspec.Struct, rename="camel"):
    """One carrier's part of the way, between two stops named by their sequence."""

    sequence: int
    from_stop: int
    to_stop: int
    pro_number: str | None
    tracking_numbers: list[str]
    mode: str = ""
    carrier: Carrier | None = None


class StatusMessage(Moment, rename="camel"):
    """One status message; X12 214's codes. `received_at` is UTC; what happens on the way is at no stop."""

    id: str
    stop: int | None
    location: Location
    status_code: str
    received_at: str
    leg: int | None = None
    reason_code: str | None = None


class StopEstimate(Moment, rename="camel"):
    """When a stop is expected to be reached, as it was told at `made_at` (UTC)."""

    stop: int
    made_at: str


class Load(msgspec.Struct, rename="camel"):
    """One load. Messages and estimates are read one by one, so that a bad one costs only itself."""

    load_number: str
    references: list[Reference]
    stops: list[Stop]
    legs: list[Leg]
    status_messages: list[msgspec.Raw]
    estimates: list[msgspec.Raw]
    status: str = ""
    updated_at: str = ""


class Key(msgspec.Struct):
    """Whose load it is, read from one that cannot be read whole."""

    references: list[Reference]


class LegNames(msgspec.Struct, rename="camel"):
    """What the carrier of a leg calls what it carries."""

    pro_number: str | None
    tracking_numbers: list[str]


class LoadNames(msgspec.Struct, rename="camel"):
    """Every name of a load that is not its shipper's."""

    load_number: str
    legs: list[LegNames]


class ByReference(msgspec.Struct):
    """The answer to `POST /loads/by-reference`; `unmatched` are the references that no load has."""

    loads: list[msgspec.Raw]
    unmatched: list[Reference] = []


class Changes(msgspec.Struct, rename="camel"):
    """One page of `GET /loads/changes`."""

    loads: list[msgspec.Raw]
    as_of: str
    next_cursor: str | None = None


class Notification(msgspec.Struct, rename="camel"):
    """One webhook delivery."""

    event_id: str
    event_type: str
    sequence: int
    load_number: str
    references: list[Reference]
    message: StatusMessage


MESSAGE = msgspec.json.Decoder(StatusMessage)
ESTIMATE = msgspec.json.Decoder(StopEstimate)
LOAD = msgspec.json.Decoder(Load)
KEY = msgspec.json.Decoder(Key)
LOAD_NAMES = msgspec.json.Decoder(LoadNames)
BY_REFERENCE = msgspec.json.Decoder(ByReference)
CHANGES = msgspec.json.Decoder(Changes)
NOTIFICATION = msgspec.json.Decoder(Notification)
