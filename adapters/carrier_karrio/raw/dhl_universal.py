"""DHL (unified tracking): local times of the place of the scan, unless they bear an offset."""

import msgspec

from adapters.carrier_karrio.raw.records import Place, RawEvent, RawTrack, estimated, from_json, told
from domain.errors import BadInput


class _Address(msgspec.Struct, rename="camel"):
    country_code: str = ""
    address_locality: str = ""


class _Location(msgspec.Struct):
    address: _Address = msgspec.field(default_factory=_Address)


class _Event(msgspec.Struct, rename="camel"):
    timestamp: str = ""
    status_code: str = ""
    location: _Location = msgspec.field(default_factory=_Location)


class _Frame(msgspec.Struct, rename="camel"):
    estimated_through: str = ""


class _Shipment(msgspec.Struct, rename="camel"):
    events: list[_Event] = []
    destination: _Location = msgspec.field(default_factory=_Location)
    estimated_time_of_delivery: str = ""
    estimated_delivery_time_frame: _Frame = msgspec.field(default_factory=_Frame)


class _Reply(msgspec.Struct):
    shipments: list[_Shipment] = []


def read(text: str) -> RawTrack:
    """The first shipment, which is the one that the SDK reads."""
    shipments = from_json(text, _Reply).shipments
    if not shipments:
        raise BadInput("shipments: is empty")
    shipment = shipments[0]
    due = (shipment.estimated_delivery_time_frame.estimated_through, shipment.estimated_time_of_delivery)
    return RawTrack(
        events=tuple(_event(event) for event in shipment.events),
        estimates=estimated((told(text) if text else None for text in due), _place(shipment.destination)),
    )


def _event(event: _Event) -> RawEvent:
    return RawEvent(event.status_code, told(event.timestamp), _place(event.location))


def _place(location: _Location) -> Place:
    return Place(location.address.address_locality, "", location.address.country_code)
