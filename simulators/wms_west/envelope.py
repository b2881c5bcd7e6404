"""SOAP envelopes: requests in, responses and faults out."""

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from starlette.responses import Response

from simulators.wms_west.notation import NAMESPACE

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MALFORMED, UNKNOWN_FACILITY, TOO_MANY = "W2-0400", "W2-0404", "W2-0413"

_LARGEST_BODY = 1_000_000

ET.register_namespace("soapenv", SOAP)
ET.register_namespace("w", NAMESPACE)


class Fault(Exception):
    """What the WMS answers to a request that it does not understand: HTTP 200 with a SOAP fault."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Call(NamedTuple):
    """One operation with its element."""

    operation: str
    element: ET.Element

    def text(self, name: str, default: str = "") -> str:
        """Give the text of a child element."""
        return (self.element.findtext(f"{{{NAMESPACE}}}{name}") or default).strip()

    def refs(self, name: str, most: int) -> list[str] | None:
        """Give the `Ref`s in a child element, None where it is absent. Raises Fault for more than `most`."""
        holder = self.element.find(f"{{{NAMESPACE}}}{name}")
        if holder is None:
            return None
        found = [(ref.text or "").strip() for ref in holder.findall(f"{{{NAMESPACE}}}Ref")]
        if not found:
            raise Fault(MALFORMED, f"malformed request: {name} has no Ref")
        if len(found) > most:
            raise Fault(TOO_MANY, f"too many references (max {most})")
        return found

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Give an integer child between two bounds. Raises Fault for anything else."""
        text = self.text(name, str(default))
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise Fault(MALFORMED, f"malformed request: {name} {text!r} is not between {low} and {high}")
        return int(text)


def parse(body: bytes, action: str) -> Call:
    """Read a request; `action` is the SOAPAction header. Raises Fault where they do not fit together."""
    operation = action.strip('"').rpartition("#")[2]
    if len(body) > _LARGEST_BODY or b"<!DOCTYPE" in body:
        raise Fault(MALFORMED, "malformed request: too large, or with a document type")
    try:
        root = ET.fromstring(body)  # noqa: S314 - bounded, and without a document type there are no entities
    except ET.ParseError as error:
        raise Fault(MALFORMED, f"malformed request: {error}") from error
    element = root.find(f"{{{SOAP}}}Body/{{{NAMESPACE}}}{operation}") if operation else None
    if element is None:
        raise Fault(MALFORMED, f"malformed request: no {operation or 'SOAPAction'} in the body")
    return Call(operation, element)


def tag(name: str) -> str:
    """Give a name in the WMS's namespace."""
    return f"{{{NAMESPACE}}}{name}"


def leaf(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    """Add a child element with a text."""
    ET.SubElement(parent, tag(name), attributes).text = text


def respond(operation: str, parts: Iterable[ET.Element], **attributes: str) -> Response:
    """Write a response."""
    answer = ET.Element(tag(f"{operation}Response"), attributes)
    answer.extend(parts)
    return _written(answer, 200, {})


def fault(status: int, code: str, text: str, headers: dict[str, str] | None = None) -> Response:
    """Write a SOAP fault."""
    element = ET.Element(f"{{{SOAP}}}Fault")
    ET.SubElement(element, "faultcode").text = "soapenv:Server"
    ET.SubElement(element, "faultstring").text = f"{code} {text}"
    return _written(element, status, headers or {})


def encoded(element: ET.Element) -> bytes:
    """Write an element as a document."""
    written: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return written


def _written(content: ET.Element, status: int, headers: dict[str, str]) -> Response:
    envelope = ET.Element(f"{{{SOAP}}}Envelope")
    ET.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return Response(encoded(envelope), status, headers, media_type="text/xml")
