"""Events hold no personal data: every text that one may hold stands here with what it is."""

from typing import get_args

import msgspec
from msgspec.inspect import Field, StrType, StructType, Type, UnionType, type_info

from domain.events.payloads import Payload
from domain.events.record import Event

TEXTS = {
    "line": "number of a line",
    "sku": "our name of an item",
    "location": "our code of a place",
    "counterpart": "our code of a place",
    "reference": "number of a document",
    "warehouse_order": "number of an order",
    "tracking_number": "number of a parcel",
    "channel": "our name of a channel",
    "code": "code of an exception case",
    "raw_code": "the source's code",
    "reason": "the source's words: shown to those alone who may see personal data (domain/log/shown.py)",
}
RECORD = {
    "type": "one of a closed list",
    "source": "name of an instance",
    "subject": "entity key",
    "related": "entity keys",
    "id": "made by us",
    "source_event_id": "the source's number of the event",
    "raw_ref": "number of a raw document",
    "correlation_id": "a trace",
    "correction_of": "id of an event",
}


def is_text(kind: Type) -> bool:
    if isinstance(kind, UnionType):
        return any(map(is_text, kind.types))
    inner = [getattr(kind, name, None) for name in ("type", "item_type", "key_type", "value_type")]
    return isinstance(kind, StrType) or any(is_text(each) for each in inner if isinstance(each, Type))


def texts(kind: type) -> dict[str, Field]:
    told = type_info(kind)
    assert isinstance(told, StructType)
    return {field.name: field for field in told.fields if is_text(field.type)}


def test_every_text_of_every_payload_is_known_for_what_it_is() -> None:
    found = {name for kind in get_args(Payload) for name in texts(kind)}
    assert found == set(TEXTS)


def test_of_persons_there_is_neither_name_nor_address_nor_mail() -> None:
    words = {"name", "email", "address", "street", "city", "phone", "contact", "customer", "recipient"}
    for kind in get_args(Payload):
        assert not words & {part for name in kind.__struct_fields__ for part in name.split("_")}


def test_every_text_of_the_record_itself_is_known_too() -> None:
    plain = {each.name for each in msgspec.structs.fields(Event) if each.type in {str, tuple[str, ...]}}
    assert plain == set(RECORD)


def test_the_walk_finds_texts_wherever_they_are() -> None:
    class Told(msgspec.Struct):
        text: str | None
        texts: tuple[str, ...]
        by_name: dict[str, int]
        number: int

    assert set(texts(Told)) == {"text", "texts", "by_name"}
