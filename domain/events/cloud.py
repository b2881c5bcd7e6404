"""Events on the wire: CloudEvents 1.0, structured mode, as docs/events/asyncapi.yaml describes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.events.record import Event

MEDIA_TYPE = "application/cloudevents+json"
JSON = "application/json"


def cloud_event(event: Event, cursor: str, related: Sequence[str] | None = None) -> Mapping[str, object]:
    """The members of the JSON object; what is not known is left out.

    cursor: as clients hand it back. related: those entity keys that the receiver may know, or all.
    """
    members: dict[str, object] = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/instances/{event.source}",
        "type": event.type,
        "subject": event.subject,
        "time": written(event.occurred_at),
        "datacontenttype": JSON,
        "dataschema": data_schema(event),
        "cursor": cursor,
        "recordedtime": written(event.recorded_at),
        "classifier": event.classifier.value,
        "related": " ".join(event.related if related is None else related),
        "correctionof": event.correction_of,
        "traceparent": _trace(event.correlation_id),
        "data": None if event.data is None else msgspec.to_builtins(event.data),
    }
    return {name: value for name, value in members.items() if value is not None and value != ""}


def data_schema(event: Event) -> str:
    """The name of the JSON Schema of its data."""
    return f"urn:ordergraph:event:{event.type}:v{event.schema_version}"


def written(instant: datetime) -> str:
    """RFC 3339 in UTC."""
    return instant.isoformat().replace("+00:00", "Z")


def _trace(correlation_id: str) -> str:
    """W3C trace context. An event is no span, so that it has half of the trace's own id for one."""
    return f"00-{correlation_id}-{correlation_id[16:]}-00" if correlation_id else ""
