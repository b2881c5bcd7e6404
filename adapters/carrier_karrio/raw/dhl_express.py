"""DHL Express (XML): local times of the service area of the scan."""

from datetime import datetime

import msgspec

from adapters.carrier_karrio.raw.records import Place, RawEvent, RawTrack, Told, estimated, from_xml, told
from domain.errors import BadInput, ImpossibleValue

_EXPECTED = "%Y-%m-%d %H:%M:%S %Z%z"


class _Area(msgspec.Struct):
    code: str = msgspec.field(name="ServiceAreaCode", default="")
    description: str = msgspec.field(name="Description", default="")


class _Service(msgspec.Struct):
    code: str = msgspec.field(name="EventCode", default="")


class _Event(msgspec.Struct, rename="pascal"):
    date: str = ""
    time: str = ""
    service_event: list[_Service] = []
    service_area: list[_Area] = []
    offset: str = msgspec.field(name="GMTOffset", default="")


class _Info(msgspec.Struct, rename="pascal"):
    shipment_event: list[_Event] = []
    destination_service_area: list[_Area] = []
    est_dlvy_date: str = ""


class _Bill(msgspec.Struct, rename="pascal"):
    shipment_info: list[_Info] = []


class _Reply(msgspec.Struct):
    bills: list[_Bill] = msgspec.field(name="AWBInfo", default_factory=list)


def read(text: str) -> RawTrack:
    """The first air waybill, the last event first."""
    bills = from_xml(text, _Reply).bills
    info = next((info for bill in bills for info in bill.shipment_info), None)
    if info is None:
        raise BadInput("AWBInfo: has no ShipmentInfo")
    due = told(info.est_dlvy_date, _expected) if info.est_dlvy_date else None
    return RawTrack(
        events=tuple(_event(event) for event in reversed(info.shipment_event)),
        estimates=estimated([due], _place(info.destination_service_area)),
    )


def _event(event: _Event) -> RawEvent:
    code = event.service_event[0].code if event.service_event else ""
    return RawEvent(code, _at(event), _place(event.service_area))


def _at(event: _Event) -> Told | ImpossibleValue:
    return told(f"{event.date}T{event.time}{event.offset}")


def _expected(text: str) -> datetime:
    return datetime.strptime(text, _EXPECTED)  # noqa: DTZ007 - the format has an offset


def _place(areas: list[_Area]) -> Place:
    """`Milan - Italy`: the city and the country's name."""
    if not areas:
        return Place()
    city, _, country = areas[0].description.rpartition(" - ")
    return Place(" ".join(city.split()), "", country.strip(), areas[0].code)
