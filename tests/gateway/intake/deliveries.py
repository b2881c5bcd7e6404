"""A system that pushes: JSON lines, each an event, under a password."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import OrderNews, StockNews
from domain.events.record import Event
from domain.exceptions import unmapped
from domain.log.records import Raw, Via
from domain.ports.backends import Delivered, WebhookSource
from domain.quantities import Quantity
from tests.doubles.clock import START

SECRET = {"x-password": "right"}


class Pushing:
    """Implements `WebhookSource`. Lines: `shipped SO-1 id`, `took A-1 EAST`, `odd`, `bad`, `broken`."""

    def __init__(self, instance: str) -> None:
        self._instance = instance

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:  # noqa: ARG002 - the port's
        if headers.get("x-password") != SECRET["x-password"]:
            raise Unauthenticated(f"{self._instance}: the password does not match")

    def parse(self, body: bytes, now: datetime) -> Delivered:
        lines = json.loads(body)
        if "bad" in lines:
            raise BadInput("is no line", field=f"lines[{lines.index('bad')}]")
        if "broken" in lines:
            raise KeyError("hunter2")
        events = tuple(self._event(line.split(), now) for line in lines if line != "odd")
        odd = tuple(unmapped(self._instance, "line", line, "source:erp") for line in lines if line == "odd")
        return Delivered(events=events, findings=odd)

    def _event(self, words: Sequence[str], now: datetime) -> Event:
        kind, thing, name = words
        if kind == "took":
            return Event(
                type="stock.adjusted",
                source=self._instance,
                subject=f"sku:{thing}@{name}",
                occurred_at=now,
                recorded_at=now,
                data=StockNews(quantity=Quantity(Decimal(-1), "EA")),
            )
        return Event(
            type="order.shipped" if kind == "shipped" else "shipment.milestone",
            source=self._instance,
            subject=f"order:{thing}" if kind == "shipped" else f"shipment:{thing}",
            related=("sku:A-1@EAST",),
            occurred_at=now,
            recorded_at=now,
            source_event_id=name,
            data=OrderNews(sku="A-1", location="EAST") if kind == "shipped" else None,
        )


SOURCES: Mapping[str, WebhookSource] = {name: Pushing(name) for name in ("erp", "wms_east")}


def delivery(raw_id: str, *lines: str, source: str = "erp") -> Raw:
    """A delivery of these lines."""
    return Raw(
        id=raw_id,
        source=source,
        via=Via.WEBHOOK,
        received_at=START,
        body=json.dumps(lines).encode(),
        correlation_id="c" * 32,
    )
