from adapters.reading.changes import changed_rows
from domain.errors import ReplyInvalid
from domain.exceptions import bad_value
from domain.identifiers import IdentifierKind

UNREADABLE = ReplyInvalid("sent a row that cannot be read", backend="tms", path="[1]: is a number")


def test_rows_tell_what_changed_each_key_once() -> None:
    rows = [["S-1", "S-2"], [], ["S-1"]]
    told, findings = changed_rows(IdentifierKind.SHIPMENT, rows, lambda names: names, "tms")
    assert told == {"shipment": ("S-1", "S-2")}
    assert findings == ()


def test_rows_that_name_nothing_are_found_and_passed_over() -> None:
    rows: list[list[str] | ReplyInvalid] = [["S-1"], UNREADABLE, [" ", "S-2"], ["S-\x00"]]
    told, findings = changed_rows(IdentifierKind.SHIPMENT, rows, lambda names: names, "tms")
    assert told == {"shipment": ("S-1", "S-2")}
    assert findings == tuple(
        bad_value("tms", "shipment changes", reason, "source:tms")
        for reason in (
            "[1]: is a number",
            "'' cannot name a shipment",
            "'S-\x00' cannot name a shipment",
        )
    )


def test_a_page_of_which_no_row_can_be_read_changes_nothing() -> None:
    told, findings = changed_rows(IdentifierKind.ORDER, [UNREADABLE], lambda names: [str(names)], "tms")
    assert told == {}
    assert len(findings) == 1
