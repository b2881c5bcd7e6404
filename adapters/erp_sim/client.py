"""One ERP, connected: each batch of keys is one call."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from adapters.erp_sim import references, resources, wire
from adapters.erp_sim.changes import ErpChanges
from adapters.erp_sim.notation import notes_on
from adapters.erp_sim.resources import Resource, askable
from adapters.erp_sim.settings import ErpSimSettings
from adapters.erp_sim.webhook import ErpWebhook
from adapters.manifest import Connection, Surroundings
from adapters.reading.references import by_kind
from adapters.transport.answers import answering, each_answered
from adapters.transport.decode import decode, mapped, read_records
from adapters.transport.http import HttpTransport
from domain.ports import backends
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Read


class Dated(Protocol):
    """A record of ours that knows when its source said so."""

    @property
    def as_of(self) -> datetime | None: ...


K = TypeVar("K")
N = TypeVar("N")
W = TypeVar("W")
D = TypeVar("D", bound=Dated)


def connect(instance: str, settings: ErpSimSettings, surroundings: Surroundings) -> Connection:
    """Connect to one instance; nothing is called before the first read."""
    key = settings.api_key.get_secret_value()
    transport = HttpTransport(instance, settings, surroundings, headers={"x-api-key": key})
    secrets = [secret.get_secret_value() for secret in settings.webhook_secrets]
    return Connection(
        instance=instance,
        offers=(
            backends.ORDERS.by(_by(resources.ORDERS, transport)),
            backends.ORDERS_BY_REFERENCE.by(by_kind(references.reads(transport))),
            backends.RETURNS.by(_by(resources.RETURNS, transport)),
            backends.PURCHASE_ORDERS.by(_by(resources.PURCHASE_ORDERS, transport)),
            backends.STOCK.by(_by(resources.STOCK, transport)),
            backends.PRODUCTS.by(_by(resources.PRODUCTS, transport)),
            backends.LOCATIONS.by(_by(resources.SITES, transport)),
            backends.CUSTOMERS.by(_by(resources.CUSTOMERS, transport)),
        ),
        changes=ErpChanges(transport, settings.first_poll_reaches),
        webhook=ErpWebhook(instance, secrets),
        aclose=transport.aclose,
    )


def _by(resource: Resource[K, N, W, D], transport: HttpTransport) -> Read[K, D]:
    """The read of one list by its keys."""

    async def fetch(keys: Sequence[K], demand: Demand) -> Mapping[K, Found[D] | Failed]:
        asked = _query(resource, keys)
        if asked is None:
            return {}
        body = await transport.send(transport.get(resource.path, asked), demand)
        return _answers(resource, keys, decode(wire.PAGE, body, transport.instance), transport)

    return answering(fetch, at_most=resource.at_most)


def _query(resource: Resource[K, N, W, D], keys: Sequence[K]) -> Mapping[str, str] | None:
    """What to ask for; None where none of the keys can be a name in the ERP."""
    if not resource.parameter:
        return {}
    names = dict.fromkeys(resource.asked_as(key) for key in keys)
    wanted = [name for name in names if askable(name)]
    return {resource.parameter: ",".join(wanted)} if wanted else None


def _answers(
    resource: Resource[K, N, W, D], keys: Sequence[K], page: wire.Page, transport: HttpTransport
) -> dict[K, Found[D] | Failed]:
    now = transport.clock.now()

    def answer(key: K, record: W) -> Found[D] | Failed:
        subject = resource.kind.subject(key)
        notes = notes_on(transport.instance, subject)

        def found(record: W) -> Found[D]:
            value = resource.mapping(record, notes, notes.instant(page.as_of, "as_of"))
            return notes.found(value, value.as_of, now)

        return mapped(record, found, transport.instance, subject)

    absent = {key for key in keys if resource.asked_as(key) in page.not_found}
    read = read_records(page.data, resource.kind, transport.instance)
    return each_answered(keys, read, answer, absent=absent)
