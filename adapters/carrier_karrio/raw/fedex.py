"""FedEx: local times that mostly bear their offset."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from adapters.carrier_karrio.raw.records import Place, RawEstimate, RawEvent, RawTrack, from_json, told
from domain.errors import BadInput, ImpossibleValue
from domain.milestones import Classifier


class _Address(msgspec.Struct, rename="camel"):
    city: str = ""
    state_or_province_code: str = ""
    country_code: str = ""


class _Scan(msgspec.Struct, rename="camel"):
    date: str = ""
    event_type: str = ""
    exception_code: str = ""
    scan_location: _Address = msgspec.field(default_factory=_Address)


class _Span(msgspec.Struct):
    ends: str = ""


class _Window(msgspec.Struct):
    window: _Span = msgspec.field(default_factory=_Span)


class _Dated(msgspec.Struct, rename="camel"):
    type: str = ""
    date_time: str = ""


class _Contact(msgspec.Struct):
    address: _Address = msgspec.field(default_factory=_Address)


class _Destination(msgspec.Struct, rename="camel"):
    location_contact_and_address: _Contact = msgspec.field(default_factory=_Contact)


class _Result(msgspec.Struct, rename="camel"):
    scan_events: list[_Scan] = []
    date_and_times: list[_Dated] = []
    estimated_delivery_time_window: _Window = msgspec.field(default_factory=_Window)
    standard_transit_time_window: _Window = msgspec.field(default_factory=_Window)
    destination_location: _Destination = msgspec.field(default_factory=_Destination)


class _Complete(msgspec.Struct, rename="camel"):
    track_results: list[_Result] = []


class _Output(msgspec.Struct, rename="camel"):
    complete_track_results: list[_Complete] = []


class _Reply(msgspec.Struct):
    output: _Output


def read(text: str) -> RawTrack:
    """Of a number that FedEx used more than once, the one with the latest scan, as the SDK does."""
    complete = from_json(text, _Reply).output.complete_track_results
    results = [result for each in complete[:1] for result in each.track_results]
    if not results:
        raise BadInput("names no result")
    result = max(results, key=lambda each: max(map(_wall_clock, each.scan_events), default=datetime.min))  # noqa: DTZ901 - compared with wall clocks
    return RawTrack(
        events=tuple(_event(scan) for scan in result.scan_events), estimates=tuple(_estimates(result))
    )


def _event(scan: _Scan) -> RawEvent:
    return RawEvent(
        scan.event_type, told(scan.date), _place(scan.scan_location), incident=scan.exception_code
    )


def _wall_clock(scan: _Scan) -> datetime:
    at = told(scan.date)
    return datetime.min if isinstance(at, ImpossibleValue) else at.moment.replace(tzinfo=None)  # noqa: DTZ901 - as above


def _estimates(result: _Result) -> Iterator[RawEstimate]:
    """What it expects now, and the commitment of the service, which is a plan."""
    place = _place(result.destination_location.location_contact_and_address.address)
    dated = {each.type: each.date_time for each in result.date_and_times}
    expected = result.estimated_delivery_time_window.window.ends or dated.get("ESTIMATED_DELIVERY", "")
    committed = result.standard_transit_time_window.window.ends or dated.get("COMMITMENT", "")
    yield from _estimate(((expected, Classifier.ESTIMATED), (committed, Classifier.PLANNED)), place)


def _estimate(ends: Iterable[tuple[str, Classifier]], place: Place) -> Iterator[RawEstimate]:
    for text, classifier in ends:
        if text:
            yield RawEstimate(told(text), place, classifier)


def _place(address: _Address) -> Place:
    return Place(address.city, address.state_or_province_code, address.country_code)
