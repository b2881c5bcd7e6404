"""Batch reads of one instance."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from adapters.manifest import Connection, Surroundings
from adapters.reading.subjects import shipment_subject
from adapters.tms_sim import wire
from adapters.tms_sim.changes import TmsChanges
from adapters.tms_sim.mapping import shipment, shipment_references
from adapters.tms_sim.references import BY_REFERENCE_PATH, MOST_NAMES, UNTOLD, OrdersByReference
from adapters.tms_sim.settings import TmsSimSettings
from adapters.tms_sim.vocabulary import CANCELLED, SHIPMENT
from adapters.tms_sim.webhook import TmsWebhook
from adapters.transport.answers import all_answered, answering
from adapters.transport.decode import (
    RecordKind,
    RecordsRead,
    decode,
    for_each_key,
    mapped,
    read_records,
    unusable,
)
from adapters.transport.http import HttpTransport
from domain.exceptions import bad_value
from domain.ports.backends import ORDERS_BY_REFERENCE, SHIPMENTS
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.shipments import Shipment

_MOST_REFERENCES = 100
_BY_SHIPMENTS = RecordKind(
    name=wire.KEY,
    key=lambda load: tuple(shipment_references(load.references)),
    record=wire.LOAD,
    subject=lambda references: shipment_subject(", ".join(references)),
)


class TmsSimClient:
    """Reads one instance. A fetch makes one call for all its keys and raises BackendError."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self._instance = transport.instance

    async def shipments(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Shipment] | Failed]:
        """By the shipper's reference of the shipment."""
        asked = {"references": [{"type": SHIPMENT, "value": key} for key in keys]}
        body = await self._transport.send(self._transport.post_json(BY_REFERENCE_PATH, asked), demand)
        reply = decode(wire.BY_REFERENCE, body, self._instance)
        read = for_each_key(read_records(reply.loads, _BY_SHIPMENTS, self._instance))
        # Each reference is in a load or among the unmatched: one that is in neither is not Missing.
        unnamed = read.unnamed or unusable(self._instance, UNTOLD, UNTOLD)
        fetched_at = self._transport.clock.now()
        return all_answered(
            keys,
            RecordsRead(read.records, read.failed, unnamed),
            lambda key, loads: self._shipment(key, loads, fetched_at),
            absent={told.value for told in reply.unmatched},
        )

    def _shipment(
        self, reference: str, loads: Sequence[wire.Load], fetched_at: datetime
    ) -> Found[Shipment] | Failed:
        """A shipment that is tendered again has a new load beside the cancelled one."""
        live = [load for load in loads if load.status != CANCELLED] or loads
        load = max(live, key=lambda load: load.updated_at)
        about = shipment_subject(reference)
        outcome = mapped(
            load, lambda load: shipment(load, reference, self._instance, fetched_at), self._instance, about
        )
        if len(live) == 1 or isinstance(outcome, Failed):
            return outcome
        names = ", ".join(sorted(load.load_number for load in live))
        doubt = bad_value(self._instance, "loads", f"{names} all say that they carry it", about)
        return replace(outcome, findings=(*outcome.findings, doubt))


def connect(instance: str, settings: TmsSimSettings, surroundings: Surroundings) -> Connection:
    """Connect one instance; nothing is sent before the first read."""
    credentials = {"authorization": f"Token {settings.token.get_secret_value()}"}
    transport = HttpTransport(instance, settings, surroundings, headers=credentials)
    client = TmsSimClient(transport)
    secrets = [secret.get_secret_value() for secret in settings.webhook_secrets]
    return Connection(
        instance=instance,
        offers=(
            ORDERS_BY_REFERENCE.by(answering(OrdersByReference(transport).read, at_most=MOST_NAMES)),
            SHIPMENTS.by(answering(client.shipments, at_most=_MOST_REFERENCES)),
        ),
        changes=TmsChanges(transport),
        webhook=TmsWebhook(instance, secrets),
        aclose=transport.aclose,
    )
