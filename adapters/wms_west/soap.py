"""Calling an operation of the warehouse's SOAP service: an envelope out, a record or an error in."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar
from xml.etree.ElementTree import Element, SubElement, tostring

import httpx

from adapters.reading.xml_records import read_xml
from adapters.transport.errors import refused
from adapters.transport.http import HttpTransport
from adapters.wms_west import wire
from adapters.wms_west.elements import converted
from domain.errors import (
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendUnavailable,
    BadInput,
    ReplyInvalid,
)
from domain.ports.demand import Demand

W = TypeVar("W")

SERVICE_PATH = "/services/wms"
NAMESPACE = "urn:w2:wms:1"

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_CODE = re.compile(r"W2-0(?P<kind>\d)\d\d", re.ASCII)
_THROTTLED = "W2-0429"
_OUR_FAULT = "4"
_LONGEST_CAUSE = 200
_FAULT = b"Fault"

Criteria = Mapping[str, str | Sequence[str]]


class Soap:
    """The service of one facility. Raises BackendError."""

    def __init__(self, transport: HttpTransport, facility: str) -> None:
        self._transport = transport
        self._facility = facility

    async def call(self, operation: str, criteria: Criteria, shape: type[W], demand: Demand) -> W:
        """Call within the deadline and give the response in its shape."""
        request = self._transport.post(
            SERVICE_PATH,
            envelope(operation, {"Facility": self._facility, **criteria}),
            {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{NAMESPACE}#{operation}"'},
        )
        body = self._body(await self._transport.exchange(request, demand, judged=self._judged))
        name = f"{operation}Response"
        responses = body.get(name)
        if not isinstance(responses, list):
            raise ReplyInvalid(
                "sent a reply that cannot be read", backend=self._transport.instance, path=f"no {name}"
            )
        return converted(responses[0], shape, name, self._transport.instance)

    def _judged(self, response: httpx.Response) -> BackendError | None:
        """A fault that is ours says nothing of the system's health, whatever its status."""
        if response.status_code < HTTPStatus.BAD_REQUEST and _FAULT not in response.content:
            return None
        try:
            self._body(response)
        except BackendError as error:
            return error
        return None

    def _body(self, response: httpx.Response) -> Mapping[str, object]:
        """The SOAP body. A fault comes with HTTP 500 or 200, and says more than the status."""
        instance = self._transport.instance
        error = refused(response, instance, self._transport.clock.now())
        if error is not None and response.status_code != HTTPStatus.INTERNAL_SERVER_ERROR:
            raise error
        try:
            body = _unwrapped(response.content)
        except BadInput as unreadable:
            raise error or ReplyInvalid(
                "sent a reply that cannot be read", backend=instance, path=unreadable.public
            ) from unreadable
        faults = body.get("Fault")
        if isinstance(faults, list):
            raise fault_error(converted(faults[0], wire.Fault, "Fault", instance), instance)
        if error is not None:
            raise error
        return body


def envelope(operation: str, criteria: Criteria) -> bytes:
    """The request document: an element for each criterion, with a `Ref` for each of several values."""
    root = Element("soapenv:Envelope", {"xmlns:soapenv": _SOAP, "xmlns:w": NAMESPACE})
    call = SubElement(SubElement(root, "soapenv:Body"), f"w:{operation}")
    for name, value in criteria.items():
        element = SubElement(call, f"w:{name}")
        if isinstance(value, str):
            element.text = value
            continue
        for reference in value:
            SubElement(element, "w:Ref").text = reference
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def fault_error(fault: wire.Fault, instance: str) -> BackendError:
    """What a fault means for the caller, by its number; its text is for logs."""
    found = _CODE.match(fault.text)
    number = found[0] if found else fault.code
    cause = fault.text[:_LONGEST_CAUSE]
    if number == _THROTTLED:
        return BackendThrottled("asks us to slow down", backend=instance, cause=cause)
    if found and found["kind"] == _OUR_FAULT:
        return BackendRefused(f"refused the request ({number})", backend=instance, cause=cause)
    return BackendUnavailable("failed to answer", backend=instance, cause=cause)


def _unwrapped(content: bytes) -> Mapping[str, object]:
    """What lies in the body of an envelope. Raises BadInput."""
    document = read_xml(content)
    bodies = document.record.get("Body")
    if document.root != "Envelope" or not isinstance(bodies, list):
        raise BadInput(f"is no SOAP envelope with a body but '{document.root[:40]}'")
    body = bodies[0]
    if not isinstance(body, dict):
        raise BadInput("is a SOAP envelope whose body is a text")
    return body
