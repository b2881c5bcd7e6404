from collections.abc import Iterator, Mapping

from domain.events.types import EVENT_TYPES
from gateway.contract.asyncapi import asyncapi
from gateway.contract.event_pages import event_files

DOCUMENT = asyncapi("1.2.3")


def references(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_each_type_is_a_message_of_its_family_s_channel() -> None:
    channels = DOCUMENT["channels"]
    assert isinstance(channels, dict)
    told = {name for channel in channels.values() for name in channel["messages"]}
    assert told == set(EVENT_TYPES)
    assert channels["order"]["address"] == "ordergraph.order"


def test_every_reference_leads_somewhere() -> None:
    files = {str(path) for path in event_files("1.2.3")}
    leading = list(references(DOCUMENT))
    assert len(leading) > len(EVENT_TYPES)
    for reference in leading:
        if not reference.startswith("#/"):
            assert reference in files
            continue
        part: object = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert isinstance(part, Mapping)
            part = part[step]


def test_extensions_are_named_as_cloudevents_wants_them() -> None:
    components = DOCUMENT["components"]
    assert isinstance(components, dict)
    envelope = components["schemas"]["CloudEvent"]
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in envelope["properties"])
    assert set(envelope["required"]) <= set(envelope["properties"])
