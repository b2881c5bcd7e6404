"""Purolator (SOAP): local times of the depot, whose province stands at the end of its name."""

from datetime import datetime

import msgspec

from adapters.carrier_karrio.raw.records import Place, RawEvent, RawTrack, from_xml, told
from domain.errors import BadInput

_HERE = "CA"
_LIST = "TrackingInformation"


class _Depot(msgspec.Struct):
    name: str = msgspec.field(name="Name", default="")


class _Scan(msgspec.Struct, rename="pascal"):
    scan_type: str = ""
    scan_date: str = ""
    scan_time: str = ""
    depot: list[_Depot] = []


class _Scans(msgspec.Struct, rename="pascal"):
    scan: list[_Scan] = []


class _Information(msgspec.Struct, rename="pascal"):
    scans: list[_Scans] = []


def read(text: str) -> RawTrack:
    """The first number of the list."""
    information = _inside(from_xml(text, dict[str, object]))
    if information is None:
        raise BadInput(f"has no {_LIST}")
    return RawTrack(events=tuple(_event(scan) for scans in information.scans for scan in scans.scan))


def _inside(record: object) -> _Information | None:
    """The first of that name, wherever the envelope has it."""
    if isinstance(record, list):
        return next((found for each in record if (found := _inside(each)) is not None), None)
    if not isinstance(record, dict):
        return None
    if _LIST in record:
        return msgspec.convert(record[_LIST], list[_Information])[0]
    return _inside(list(record.values()))


def _event(scan: _Scan) -> RawEvent:
    return RawEvent(scan.scan_type, told(f"{scan.scan_date} {scan.scan_time}", _at), _place(scan.depot))


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H%M%S")  # noqa: DTZ007 - its zone is the depot's


def _place(depots: list[_Depot]) -> Place:
    """`CALGARY DEPOT, AB`."""
    name, _, province = (depots[0].name if depots else "").rpartition(", ")
    return Place(name or province, province if name else "", _HERE)
