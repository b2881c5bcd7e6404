import msgspec
import pytest

from adapters.transport.decode import (
    RecordKind,
    RecordsRead,
    decode,
    for_each_key,
    mapped,
    read_records,
    records,
    unusable,
    without_indices,
)
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import BAD_RECORD
from domain.ports.reading import Failed, Found


class Name(msgspec.Struct):
    number: str


class Record(Name):
    quantity: int = msgspec.field(name="lines")


KIND = RecordKind(
    name=msgspec.json.Decoder(Name),
    key=lambda record: record.number,
    record=msgspec.json.Decoder(Record),
    subject="order:{}".format,
)


def raws(*bodies: bytes) -> list[msgspec.Raw]:
    return [msgspec.Raw(body) for body in bodies]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"number": "\xff", "lines": 1}', b"[]", b"null"])
def test_a_reply_that_cannot_be_read_is_invalid(body: bytes) -> None:
    with pytest.raises(ReplyInvalid) as caught:
        decode(KIND.record, body, "erp")
    assert caught.value.backend == "erp"


def test_an_invalid_reply_names_the_place() -> None:
    with pytest.raises(ReplyInvalid, match=r"Expected `int`, got `str` - at `\$\.lines`"):
        decode(KIND.record, b'{"number": "1", "lines": "many"}', "erp")


def test_fields_that_we_do_not_use_may_come() -> None:
    assert decode(KIND.record, b'{"number": "1", "lines": 2, "new": []}', "erp") == Record("1", 2)


def test_a_broken_record_fails_under_its_own_key() -> None:
    read = read_records(
        raws(
            b'{"number": "1", "lines": 1}', b'{"number": "2", "lines": "x"}', b'{"number": "3", "lines": 3}'
        ),
        KIND,
        "erp",
    )
    assert read.records == [("1", Record("1", 1)), ("3", Record("3", 3))]
    assert read.unnamed is None
    (failure,) = read.failed.values()
    assert list(read.failed) == ["2"]
    assert isinstance(failure.error, ReplyInvalid)
    assert failure.error.path == "[1]: Expected `int`, got `str` - at `$.lines`"
    assert [(f.code, f.subjects, f.systems) for f in failure.findings] == [
        (BAD_RECORD, ("order:2",), ("erp",))
    ]


@pytest.mark.parametrize(
    "body", [b'{"lines": 1}', b'{"number": 7, "lines": 1}', b'"?"', b'{"number": "\xff"}']
)
def test_a_record_without_a_readable_key_is_unnamed(body: bytes) -> None:
    read = read_records(raws(body, b'{"number": "3", "lines": 3}'), KIND, "erp")
    assert [key for key, _ in read.records] == ["3"]
    assert read.failed == {}
    assert read.unnamed is not None
    assert read.unnamed.findings[0].subjects == ()


def test_a_record_of_several_keys_is_one_of_each() -> None:
    broken = unusable("erp", "[1]: broken", "broken")
    read: RecordsRead[tuple[str, ...], int] = RecordsRead(
        [(("a", "b"), 1), (("b",), 2), ((), 3)], {("c", "d"): broken}, broken
    )
    assert for_each_key(read) == RecordsRead(
        [("a", 1), ("b", 1), ("b", 2)], {"c": broken, "d": broken}, broken
    )


def test_rows_are_read_one_by_one() -> None:
    told = records(raws(b'{"number": "1"}', b"7", b'{"number": "3"}'), KIND.name, "erp")
    rows = [*told]
    assert [row.number for row in rows if isinstance(row, Name)] == ["1", "3"]
    (bad,) = (row for row in rows if isinstance(row, ReplyInvalid))
    assert bad.path == "[1]: Expected `object`, got `int`"


def test_what_cannot_be_meant_fails_the_record_with_a_finding() -> None:
    def mapping(_record: int) -> Found[int]:
        raise ImpossibleValue("1e99 is too large", field="lines[20].quantity")

    failure = mapped(1, mapping, "erp", "order:1")
    assert isinstance(failure, Failed)
    assert isinstance(failure.error, ReplyInvalid)
    assert failure.error.path == "lines[20].quantity: 1e99 is too large"
    (finding,) = failure.findings
    assert finding.group == "erp/lines[].quantity"
    assert finding.subjects == ("order:1",)
    assert "lines[20].quantity" in finding.detail


def test_what_can_be_meant_is_found() -> None:
    assert mapped(1, lambda record: Found(record + 1), "erp", "order:1") == Found(2)


def test_the_public_message_has_nothing_of_the_record() -> None:
    assert "secret" not in unusable("erp", "[0]: secret", "secret").error.public


@pytest.mark.parametrize(
    ("place", "anywhere"),
    [
        ("lines", "lines"),
        ("lines[10].quantity", "lines[].quantity"),
        ("$.lines[0].parts[SKU-1]", "$.lines[].parts[]"),
    ],
)
def test_the_same_fault_in_many_rows_is_one_case(place: str, anywhere: str) -> None:
    assert without_indices(place) == anywhere
