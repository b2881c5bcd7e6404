from datetime import UTC, datetime

import msgspec

from adapters.reading.notes import Notes
from domain.errors import ReplyInvalid
from domain.exceptions import bad_value, unmapped
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind
from domain.instants import parse_instant
from domain.ports.reading import Found

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SUBJECT = "order:SO-1"
INT = msgspec.json.Decoder(int)


def new() -> Notes:
    return Notes("erp", SUBJECT)


def test_a_record_is_found_with_its_source_and_its_notes() -> None:
    notes = new()
    notes.bad("total", "is a word")
    assert notes.found("the record", AT, AT) == Found(
        "the record",
        (Stamp(source="erp", as_of=AT, fetched_at=AT),),
        (bad_value("erp", "total", "is a word", SUBJECT),),
    )


def test_a_bad_value_is_grouped_over_its_rows_and_names_its_own() -> None:
    notes = new()
    notes.bad("lines[10].total", "is a word")
    [finding] = notes.findings
    assert finding.group == "erp/lines[].total"
    assert finding.detail.endswith("at lines[].total: lines[10].total is a word")


def test_codes_are_known_or_noted_once() -> None:
    notes = new()
    meanings = {"A": 1}
    assert [notes.meaning("state", code, meanings, 0) for code in ("A", "B", "B")] == [1, 0, 0]
    notes.unless_known("state", "A", meanings)
    assert notes.findings == (unmapped("erp", "state", "B", SUBJECT),)


def test_what_cannot_be_meant_is_noted_and_none() -> None:
    notes = new()
    assert notes.attempt("at", parse_instant, "2026-03-02T08:00", zone="UTC") == AT
    assert notes.attempt("at", parse_instant, "soon") is None
    assert notes.findings == (bad_value("erp", "at", "'soon' is not an ISO 8601 time", SUBJECT),)


def test_rows_that_cannot_be_read_cost_only_themselves() -> None:
    notes = new()
    assert list(notes.rows([msgspec.Raw(b"1"), msgspec.Raw(b'"2"'), msgspec.Raw(b"3")], INT, "rows")) == [
        1,
        3,
    ]
    unreadable = ReplyInvalid("cannot be read", backend="erp", path="row 4: is away")
    assert list(notes.readable([unreadable, 5], "others")) == [5]
    assert notes.findings == (
        bad_value("erp", "rows", "[1]: Expected `int`, got `str`", SUBJECT),
        bad_value("erp", "others", "row 4: is away", SUBJECT),
    )


def test_identifiers_are_made_of_the_names_that_are_there_each_once() -> None:
    notes = new()
    order, tracking = IdentifierKind.ORDER, IdentifierKind.TRACKING
    names = [(order, "SO-1"), (tracking, None), (tracking, ""), (order, "SO-1"), (tracking, "1\n2")]
    assert notes.identifiers(names) == (Identifier(order, "erp", "SO-1"),)
    assert [finding.group for finding in notes.findings] == ["erp/tracking number"]
