from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from domain.events import payloads
from domain.events.types import EVENT_TYPES, EventType
from domain.milestones import FaultParty, MilestoneCode
from domain.quantities import Quantity
from domain.returns import Disposition
from domain.stock import StockState
from gateway.contract.event_schemas import event_schemas, schema_name
from tests.doubles.clock import START

SCHEMAS = event_schemas()
TEN = Quantity(Decimal(10))
TOLD = (
    ("order.picked", payloads.OrderNews(line="10", sku="AX-1", quantity=TEN, warehouse_order="W2-1")),
    ("shipment.milestone", payloads.ShipmentNews(milestone=MilestoneCode.DELAYED, fault=FaultParty.WEATHER)),
    ("shipment.eta_changed", payloads.EtaNews(expected_at=START)),
    ("return.inspected", payloads.ReturnNews(disposition=Disposition.RESTOCK)),
    ("stock.damaged", payloads.StockNews(from_state=StockState.SELLABLE, quantity=TEN)),
    ("stock.snapshot", payloads.StockFigures(figures={StockState.SELLABLE: TEN})),
    ("reservation.held", payloads.ReservationNews(channel="WEB", expires_at=START)),
    ("purchase_order.announced", payloads.PurchaseNews(expected_at=START)),
    ("exception.opened", payloads.CaseNews(code="UNMAPPED_CODE")),
    ("source.silent", payloads.FeedNews(expected_every=timedelta(minutes=5))),
    ("order.changed", payloads.Changed(raw_code="ZZ")),
)


@pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=lambda kind: kind.name)
def test_each_type_has_a_schema_that_explains_itself(kind: EventType) -> None:
    schema = SCHEMAS[schema_name(kind)]
    assert (schema["title"], schema["$id"]) == (kind.name, f"urn:ordergraph:event:{kind.name}:v1")
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert {name for name, told in properties.items() if not told.get("description")} <= {"quantity"}


@pytest.mark.parametrize(("name", "told"), TOLD, ids=[name for name, _ in TOLD])
def test_what_is_sent_is_what_the_schema_says(name: str, told: payloads.Payload) -> None:
    kind = EVENT_TYPES[name]
    assert type(told) is kind.tells
    sent = msgspec.json.decode(msgspec.json.encode(told))
    properties = SCHEMAS[schema_name(kind)]["properties"]
    assert isinstance(properties, dict)
    assert sent
    assert sent.keys() <= properties.keys()
    assert None not in sent.values()
    assert msgspec.convert(sent, kind.tells, strict=False) == told


def test_no_schema_has_a_place_for_a_person() -> None:
    written = msgspec.json.encode(SCHEMAS).decode().lower()
    assert not [word for word in ("email", "phone", "street", "recipient", "signed") if f'"{word}' in written]
