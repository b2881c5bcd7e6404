"""What is not an answer of the warehouse's is refused, above all what XML can do to its reader."""

import pytest

from adapters.reading.xml_records import DEEPEST, read_xml
from domain.errors import (
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendUnavailable,
    BadInput,
    ReplyInvalid,
)
from tests.adapters.wms_west.replies import REFERENCE, envelope, failure, fault, reply

LAUGHS = "".join(f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">' for level in range(1, 20))
DANGEROUS = {
    "billion laughs": f'<!DOCTYPE l [<!ENTITY lol0 "lol">{LAUGHS}]><l>&lol19;</l>'.encode(),
    "a file": b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l>&x;</l>',
    "another place": b'<!DOCTYPE l SYSTEM "http://elsewhere.test/evil.dtd"><l/>',
    "another encoding": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l><l/>'.encode("utf-16"),
    "after a comment": b"<!-- <l/> --><!DOCTYPE l><l/>",
}


@pytest.mark.parametrize("document", DANGEROUS.values(), ids=DANGEROUS)
async def test_a_document_type_is_refused_before_it_is_read(document: bytes) -> None:
    with pytest.raises(BadInput, match="has a document type declaration"):
        read_xml(document)
    answer = await failure("fulfilments", REFERENCE, document)
    assert isinstance(answer.error, ReplyInvalid)
    assert "document type declaration" in answer.error.path


def test_an_entity_that_nobody_declared_is_not_well_formed() -> None:
    with pytest.raises(BadInput, match="undefined entity"):
        read_xml(b"<l>&lol;</l>")


def test_nesting_is_bounded() -> None:
    read_xml(b"<a>" * DEEPEST + b"</a>" * DEEPEST)
    with pytest.raises(BadInput, match=f"nested deeper than {DEEPEST} elements, at a"):
        read_xml(b"<a>" * 100_000)


@pytest.mark.parametrize(
    ("document", "record"),
    [
        (b"<r/>", {"#text": ""}),
        (b"<r> x </r>", {"#text": "x"}),
        (b'<r a="1"/>', {"@a": "1"}),
        (b'<n:r xmlns:n="urn:n" n:a="1"><n:b>x</n:b></n:r>', {"@a": "1", "b": "x"}),
        (b"<r><b>x</b><b/></r>", {"b": ["x", ""]}),
        (b'<r><b/><b c="1">x</b><b>y</b></r>', {"b": ["", {"@c": "1", "#text": "x"}, "y"]}),
        (b"<r><b> <c>1</c> </b></r>", {"b": [{"c": "1"}]}),
        (b"<r><b>1&lt;2<![CDATA[&]]></b></r>", {"b": "1<2&"}),
        ('<?xml version="1.0" encoding="iso-8859-1"?><r><b>é</b></r>'.encode("latin-1"), {"b": "é"}),
    ],
)
def test_elements_become_records(document: bytes, record: dict[str, object]) -> None:
    assert read_xml(document).record == record


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "no element found"),
        (b"\xff\xfe<", "is not well-formed XML"),
        (b"<r>", "is not well-formed XML"),
        (b"<html><body>Please sign in</body></html>", "is no SOAP envelope with a body but 'html'"),
        (b"<Envelope/>", "is no SOAP envelope with a body"),
        (b"<Envelope><Body>text</Body></Envelope>", "is no SOAP envelope with a body"),
        (envelope(""), "is no SOAP envelope with a body"),
        (envelope('<x a="1"/>'), "no GetOrdersResponse"),
        (envelope("<w:GetOrdersResponse/>"), "no GetOrdersResponse"),
        (reply(operation="GetStock"), "no GetOrdersResponse"),
        (reply().replace(b"asOf", b"as"), "GetOrdersResponse: Object missing required field `@asOf`"),
        (
            envelope("<Fault><faultcode>x</faultcode></Fault>"),
            "Fault: Object missing required field `faultstring`",
        ),
    ],
)
async def test_what_is_no_response_is_an_invalid_reply(body: bytes, place: str) -> None:
    answer = await failure("fulfilments", REFERENCE, body)
    assert isinstance(answer.error, ReplyInvalid)
    assert place in answer.error.path


@pytest.mark.parametrize(
    ("status", "text", "error", "public"),
    [
        (500, "W2-0500 internal", BackendUnavailable, "failed to answer"),
        (200, "W2-0500 internal", BackendUnavailable, "failed to answer"),
        (200, "W2-0400 malformed request: Since", BackendRefused, "refused the request (W2-0400)"),
        (500, "W2-0400 malformed request: Since", BackendRefused, "refused the request (W2-0400)"),
        (200, "W2-0413 too many references (max 50)", BackendRefused, "refused the request (W2-0413)"),
        (200, "W2-0404 unknown facility", BackendRefused, "refused the request (W2-0404)"),
        (200, "W2-0429 too many requests", BackendThrottled, "asks us to slow down"),
        (429, "W2-0429 too many requests", BackendThrottled, "asks us to slow down"),
        (200, "something else", BackendUnavailable, "failed to answer"),
    ],
)
async def test_a_fault_is_an_error_whatever_its_status(
    status: int, text: str, error: type[BackendError], public: str
) -> None:
    answer = await failure("fulfilments", REFERENCE, fault(text), status)
    assert type(answer.error) is error
    assert answer.error.public == public
    assert answer.error.cause == ("HTTP 429" if status == 429 else text)


async def test_an_error_without_a_fault_is_known_by_its_status() -> None:
    for status, body, error in (
        (500, b"<h1>Internal Server Error</h1>", BackendUnavailable),
        (500, b"not even XML", BackendUnavailable),
        (500, reply(), BackendUnavailable),
        (502, reply(), BackendUnavailable),
        (401, b"", BackendRefused),
        (404, b"", BackendRefused),
    ):
        assert type((await failure("fulfilments", REFERENCE, body, status)).error) is error
