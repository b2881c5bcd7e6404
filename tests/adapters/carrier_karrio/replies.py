"""Made-up replies of the seven carriers: a parcel or two each, no more than the mapping needs."""

from collections.abc import Mapping

import msgspec


def as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def ups(*activity: Mapping[str, object], **package: object) -> str:
    told = {"trackingNumber": "1Z1", "activity": list(activity), "deliveryDate": [], **package}
    return as_json({"trackResponse": {"shipment": [{"inquiryNumber": "1Z1", "package": [told]}]}})


def ups_scan(code: str = "DP", kind: str = "I", **other: object) -> dict[str, object]:
    address = {"city": "Newark", "stateProvince": "NJ", "countryCode": "US"}
    return {
        "date": "20260302",
        "time": "071356",
        "status": {"type": kind, "code": code, "description": "Scanned"},
        "location": {"address": address},
    } | other


def fedex_scan(code: str = "DP", **other: object) -> dict[str, object]:
    return {
        "date": "2026-03-02T12:01:07-07:00",
        "eventType": code,
        "eventDescription": "Scanned",
        "scanLocation": {"city": "DENVER", "stateOrProvinceCode": "CO", "countryCode": "US"},
    } | other


def fedex_result(number: str, *scans: Mapping[str, object], **other: object) -> dict[str, object]:
    latest = {"code": scans[0]["eventType"] if scans else "", "description": ""}
    result = {
        "trackingNumberInfo": {"trackingNumber": number},
        "latestStatusDetail": latest,
        "scanEvents": list(scans),
        "serviceDetail": {"description": "Ground"},
        "deliveryDetails": {"receivedByName": "J.DOE"},
    }
    return {"trackingNumber": number, "trackResults": [result | other]}


def fedex_unknown(number: str) -> dict[str, object]:
    error = {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "Tracking number cannot be found."}
    told = {"trackingNumberInfo": {"trackingNumber": number}, "error": error}
    return {"trackingNumber": number, "trackResults": [told]}


def fedex(*results: Mapping[str, object]) -> str:
    return as_json({"output": {"completeTrackResults": list(results)}})


def usps(*events: Mapping[str, object], **other: object) -> str:
    return as_json(
        {
            "trackingNumber": "9400",
            "status": "In Transit",
            "statusCategory": "In Transit",
            "mailClass": "Ground<SUP>&#174;</SUP>",
            "trackingEvents": list(events),
        }
        | other
    )


def usps_event(code: str = "T1", **other: object) -> dict[str, object]:
    return {
        "eventType": "Departed Facility",
        "eventTimestamp": "2026-03-02T13:58:00",
        "GMTTimestamp": "2026-03-02T18:58:40Z",
        "GMTOffset": "-05:00",
        "eventCity": "HERNANDO",
        "eventState": "FL",
        "eventCode": code,
    } | other


def dhl_express(*events: str, number: str = "3180831640", due: str = "") -> str:
    expected = f"<EstDlvyDate>{due}</EstDlvyDate>" if due else ""
    info = f"<ShipmentInfo>{expected}{''.join(events)}</ShipmentInfo>"
    bill = f"<AWBInfo><AWBNumber>{number}</AWBNumber>{info}</AWBInfo>"
    return f'<?xml version="1.0" encoding="UTF-8"?><r:TrackingResponse xmlns:r="http://d.test">{bill}</r:TrackingResponse>'


def dhl_express_event(code: str = "DF", area: str = "LEJ", where: str = "Leipzig - Germany") -> str:
    return (
        "<ShipmentEvent><Date>2026-03-02</Date><Time>22:32:16</Time>"
        f"<ServiceEvent><EventCode>{code}</EventCode><Description>Scanned</Description></ServiceEvent>"
        "<Signatory>DOE</Signatory>"
        f"<ServiceArea><ServiceAreaCode>{area}</ServiceAreaCode><Description>{where}</Description></ServiceArea>"
        "</ShipmentEvent>"
    )


def dhl_universal(*events: Mapping[str, object], **other: object) -> str:
    shipment = {"id": "77", "status": {"statusCode": "transit"}, "events": list(events), **other}
    return as_json({"shipments": [shipment]})


def dhl_universal_event(code: str = "transit", **other: object) -> dict[str, object]:
    address = {"countryCode": "NL", "addressLocality": "Oderweg 2, AMSTERDAM"}
    return {
        "timestamp": "2026-03-02T07:53:47",
        "statusCode": code,
        "status": code,
        "location": {"address": address},
    } | other


def canadapost(*occurrences: str, **detail: str) -> str:
    more = "".join(
        f"<{name.replace('_', '-')}>{text}</{name.replace('_', '-')}>" for name, text in detail.items()
    )
    events = f"<significant-events>{''.join(occurrences)}</significant-events>"
    return f"<tracking-detail><pin>7023</pin>{more}{events}</tracking-detail>"


def canadapost_event(code: str = "0174", zone: str = "EST", province: str = "QC") -> str:
    return (
        f"<occurrence><event-identifier>{code}</event-identifier><event-date>2026-03-02</event-date>"
        f"<event-time>08:27:43</event-time><event-time-zone>{zone}</event-time-zone>"
        f"<event-description>Item</event-description><event-site>HERE</event-site>"
        f"<event-province>{province}</event-province></occurrence>"
    )


def purolator(*scans: str) -> str:
    told = f"<PIN><Value>M123</Value></PIN><Scans>{''.join(scans)}</Scans>"
    information = f"<TrackingInformation>{told}</TrackingInformation>"
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<R xmlns="http://p.test"><TrackingInformationList>{information}</TrackingInformationList></R>'
        "</s:Body></s:Envelope>"
    )


def purolator_scan(kind: str = "OnDelivery", depot: str = "CALGARY, AB") -> str:
    return (
        f"<Scan><ScanType>{kind}</ScanType><Depot><Name>{depot}</Name></Depot>"
        "<ScanDate>2026-03-02</ScanDate><ScanTime>172307</ScanTime><Description>Scanned</Description></Scan>"
    )
