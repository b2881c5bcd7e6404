import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from domain.events.cloud import cloud_event, data_schema
from domain.events.payloads import OrderNews
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.quantities import Quantity

DOCS = Path(__file__).parents[3] / "docs" / "events"
ENVELOPE: dict[str, Any] = yaml.safe_load((DOCS / "asyncapi.yaml").read_text())["components"]["schemas"][
    "CloudEvent"
]
AT = datetime(2026, 3, 2, 8, 0, 0, 500_000, tzinfo=UTC)
EVENT = Event(
    id="e1",
    type="order.shipped",
    source="wms_east",
    subject="order:SO-1",
    related=("sku:A-1@EAST", "shipment:S-1"),
    occurred_at=AT,
    recorded_at=AT,
    data=OrderNews(line="1", quantity=Quantity(Decimal("2.50"), "EA")),
    correlation_id="0af7651916cd43dd8448eb211c80319c",
)


def test_an_event_on_the_wire() -> None:
    assert cloud_event(EVENT, "W10") == {
        "specversion": "1.0",
        "id": "e1",
        "source": "/instances/wms_east",
        "type": "order.shipped",
        "subject": "order:SO-1",
        "time": "2026-03-02T08:00:00.500000Z",
        "datacontenttype": "application/json",
        "dataschema": "urn:ordergraph:event:order.shipped:v1",
        "cursor": "W10",
        "recordedtime": "2026-03-02T08:00:00.500000Z",
        "classifier": "ACTUAL",
        "related": "sku:A-1@EAST shipment:S-1",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-8448eb211c80319c-00",
        "data": {"line": "1", "quantity": {"amount": "2.50", "unit": "EA"}},
    }


def test_it_has_what_the_published_document_says_and_nothing_else() -> None:
    full = cloud_event(replace(EVENT, correction_of="e0"), "W10")
    assert set(full) == {*ENVELOPE["properties"], "data"}
    bare = replace(EVENT, data=None, related=(), correlation_id="")
    assert set(ENVELOPE["required"]) <= set(cloud_event(bare, "W10"))
    assert "data" not in cloud_event(bare, "W10")


def test_receivers_are_named_only_what_they_may_know() -> None:
    assert cloud_event(EVENT, "W10", ["shipment:S-1"])["related"] == "shipment:S-1"


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_its_schema_is_one_that_is_published(name: str) -> None:
    event = replace(EVENT, type=name, data=None)
    published = [json.loads(file.read_text())["$id"] for file in DOCS.glob(f"schemas/{name}.v*.json")]
    assert data_schema(event) in published
