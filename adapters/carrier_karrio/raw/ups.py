"""UPS: local times of the place of the scan; newer replies say Greenwich time beside them."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from adapters.carrier_karrio.raw.records import (
    Place,
    RawEstimate,
    RawEvent,
    RawTrack,
    Told,
    estimated,
    from_json,
    told,
    told_day,
)
from domain.errors import BadInput, ImpossibleValue

_EXPECTED = ("RDD", "SDD")
"""Rescheduled before scheduled. `DEL` is the day on which it was delivered: a fact."""
_SHIPPERS_OWN = frozenset({"SHIPMENT"})


class _Address(msgspec.Struct, rename="camel"):
    city: str = ""
    state_province: str = ""
    country_code: str = ""
    country: str = ""


class _Location(msgspec.Struct):
    address: _Address = msgspec.field(default_factory=_Address)


class _Status(msgspec.Struct):
    type: str = ""
    code: str = ""


class _Activity(msgspec.Struct, rename="camel"):
    date: str = ""
    time: str = ""
    gmt_date: str = ""
    gmt_time: str = ""
    status: _Status = msgspec.field(default_factory=_Status)
    location: _Location = msgspec.field(default_factory=_Location)


class _Day(msgspec.Struct):
    type: str = ""
    date: str = ""


class _Addressed(msgspec.Struct):
    type: str = ""
    address: _Address = msgspec.field(default_factory=_Address)


class _Reference(msgspec.Struct):
    type: str = ""
    number: str = ""


class _Package(msgspec.Struct, rename="camel"):
    activity: list[_Activity] = []
    delivery_date: list[_Day] = []
    package_address: list[_Addressed] = []
    reference_number: list[_Reference] = []


class _Shipment(msgspec.Struct):
    package: list[_Package] = []


class _Response(msgspec.Struct):
    shipment: list[_Shipment] = []


class _Reply(msgspec.Struct, rename="camel"):
    track_response: _Response


def read(text: str) -> RawTrack:
    """The first package, which is the one that the SDK reads."""
    shipments = from_json(text, _Reply).track_response.shipment
    package = next((each for shipment in shipments[:1] for each in shipment.package), None)
    if package is None:
        raise BadInput("names no package")
    return RawTrack(
        events=tuple(_event(activity) for activity in package.activity),
        estimates=tuple(_estimates(package)),
        references=tuple(r.number for r in package.reference_number if r.type in _SHIPPERS_OWN and r.number),
    )


def _event(activity: _Activity) -> RawEvent:
    status = activity.status
    return RawEvent(status.code, _at(activity), _place(activity.location.address), kind=status.type)


def _at(activity: _Activity) -> Told | ImpossibleValue:
    if activity.gmt_date and activity.gmt_time:
        return told(f"{activity.gmt_date} {activity.gmt_time.replace(':', '')}+0000", _compact)
    return told(f"{activity.date} {activity.time}", _compact)


def _compact(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d %H%M%S%z" if "+" in text else "%Y%m%d %H%M%S")  # noqa: DTZ007 - its zone is the place's


def _estimates(package: _Package) -> Iterator[RawEstimate]:
    days = {day.type: told_day(day.date) for day in package.delivery_date if day.date}
    place = next((_place(a.address) for a in package.package_address if a.type == "DESTINATION"), Place())
    yield from estimated((days.get(kind) for kind in _EXPECTED), place)


def _place(address: _Address) -> Place:
    return Place(address.city, address.state_province, address.country_code or address.country)
