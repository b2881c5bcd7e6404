"""A reply for many numbers taken apart, so that one that cannot be parsed costs only itself."""

from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree as ET

import msgspec

from adapters.reading.xml_records import read_xml, undeclared
from domain.errors import BadInput

_UNREADABLE = (msgspec.DecodeError, BadInput)


def parts(carrier: str, text: str) -> list[tuple[str, str]]:
    """Number and text of each part; the number is empty where the reply does not say it, or is no list."""
    split = _SPLIT.get(carrier)
    if split is None:
        return [("", text)]
    try:
        return list(split(text)) or [("", text)]
    except _UNREADABLE:
        return [("", text)]  # the SDK's parser says what is wrong with it


def asked_first(carrier: str, number: str, text: str) -> str:
    """A reply whose first record is the one that was asked for: the SDK reads the first alone."""
    if carrier != "ups":
        return text
    try:
        reply = _record(msgspec.json.decode(text))
    except msgspec.DecodeError:
        return text  # the SDK's parser says what is wrong with it
    for shipment in _records(_record(reply.get("trackResponse")).get("shipment")):
        packages = _records(shipment.get("package"))
        if len(packages) > 1:
            shipment["package"] = sorted(packages, key=lambda each: each.get("trackingNumber") != number)
    return msgspec.json.encode(reply).decode()


def _fedex(text: str) -> Iterator[tuple[str, str]]:
    """Each number's results. Of several, those without scans are left out: the SDK stumbles over them."""
    reply = _record(msgspec.json.decode(text))
    for complete in _records(_record(reply.get("output")).get("completeTrackResults")):
        results = _records(complete.get("trackResults"))
        scanned = [result for result in results if result.get("scanEvents")]
        part = {"output": {"completeTrackResults": [complete | {"trackResults": scanned or results}]}}
        yield str(complete.get("trackingNumber", "")), msgspec.json.encode(part).decode()


def _dhl_express(text: str) -> Iterator[tuple[str, str]]:
    """Each air waybill."""
    document = undeclared(text)
    read_xml(document)
    root = ET.fromstring(document)  # noqa: S314 - the line above refuses every document type
    for bill in root.iter("AWBInfo"):
        part = ET.tostring(bill, encoding="unicode")
        yield (bill.findtext("AWBNumber") or "").strip(), f"<TrackingResponse>{part}</TrackingResponse>"


_SPLIT: Mapping[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "fedex": _fedex,
    "dhl_express": _dhl_express,
}


def _record(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _records(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
