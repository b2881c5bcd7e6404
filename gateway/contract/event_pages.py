"""The files of the events' contract, by their path under `docs/events`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from domain.events.types import EVENT_TYPES, EventType
from gateway.contract.asyncapi import asyncapi
from gateway.contract.event_schemas import event_schemas, schema_name

FOLDER = Path("docs/events")
SCHEMAS = "schemas"

_HEAD = """# Event types

Written by `make schema`; a change here is lost. An event is a CloudEvent whose `type` is the name below.
`asyncapi.yaml` is the whole contract, and each type's schema is that of its `data`.

| type | what happened | milestone | data |
|---|---|---|---|
"""


def event_files(version: str) -> Mapping[Path, str]:
    """Every file of the contract. version: of the release that they are part of."""
    schemas = {Path(SCHEMAS, name): _json(schema) for name, schema in event_schemas().items()}
    document = yaml.safe_dump(asyncapi(version), sort_keys=False, width=110, allow_unicode=True)
    return {Path("README.md"): _page(), Path("asyncapi.yaml"): document, **schemas}


def _json(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _page() -> str:
    return _HEAD + "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    for each in EVENT_TYPES.values():
        yield f"| `{each.name}` | {each.meaning} | {each.milestone or ''} | {_link(each)} |"


def _link(event_type: EventType) -> str:
    name = schema_name(event_type)
    return f"[v{event_type.version}]({SCHEMAS}/{name})"
