"""One company in Tryton, connected. Each batch of keys is one call, but for stock."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from adapters.erp_tryton import resources
from adapters.erp_tryton.api import Query, TrytonApi
from adapters.erp_tryton.changes import TrytonChanges
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.fulfilments import FulfilmentReader
from adapters.erp_tryton.mapping.notes import Meant, Notes
from adapters.erp_tryton.orders import OrderReader
from adapters.erp_tryton.reading import Company
from adapters.erp_tryton.references import OrdersByReference
from adapters.erp_tryton.resources import Resource
from adapters.erp_tryton.settings import ErpTrytonSettings
from adapters.erp_tryton.stock import StockReader
from adapters.manifest import Connection, Surroundings
from adapters.transport.answers import Fetch, answering, each_answered
from adapters.transport.decode import mapped
from adapters.transport.http import HttpTransport
from domain.ports import backends
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found

# Documents bring all that hangs on them, so that fewer fill a reply.
DOCUMENTS_A_CALL = 100
RECORDS_A_CALL = 500

N = TypeVar("N")
W = TypeVar("W", bound=msgspec.Struct)
V = TypeVar("V")


def connect(instance: str, settings: ErpTrytonSettings, surroundings: Surroundings) -> Connection:
    """Connect to one company; nothing is called before the first read."""
    credentials = {"authorization": f"bearer {settings.application_key.get_secret_value()}"}
    transport = HttpTransport(instance, settings, surroundings, headers=credentials)
    api = TrytonApi(transport, settings.company, settings.language)
    company = Company(
        api=api,
        meant=Meant(
            zone=ZoneInfo(settings.zone),
            units=settings.units,
            shops=settings.shops,
            business_unit=settings.business_unit or str(settings.company),
        ),
    )
    orders, fulfilments = OrderReader(company).read, FulfilmentReader(company).read
    shipments, purchases = by(resources.SHIPMENTS, company), by(resources.PURCHASE_ORDERS, company)
    returns = by(resources.RETURNS, company)
    return Connection(
        instance=instance,
        offers=(
            backends.ORDERS.by(answering(orders, at_most=DOCUMENTS_A_CALL)),
            backends.ORDERS_BY_REFERENCE.by(
                answering(OrdersByReference(company).read, at_most=DOCUMENTS_A_CALL)
            ),
            backends.FULFILMENTS.by(answering(fulfilments, at_most=DOCUMENTS_A_CALL)),
            backends.SHIPMENTS.by(answering(shipments, at_most=DOCUMENTS_A_CALL)),
            backends.RETURNS.by(answering(returns, at_most=DOCUMENTS_A_CALL)),
            backends.PURCHASE_ORDERS.by(answering(purchases, at_most=DOCUMENTS_A_CALL)),
            backends.STOCK.by(answering(StockReader(company).read, at_most=RECORDS_A_CALL)),
            backends.PRODUCTS.by(answering(by(resources.PRODUCTS, company), at_most=RECORDS_A_CALL)),
            backends.LOCATIONS.by(answering(by(resources.LOCATIONS, company), at_most=RECORDS_A_CALL)),
            backends.CUSTOMERS.by(answering(by(resources.CUSTOMERS, company), at_most=RECORDS_A_CALL)),
        ),
        changes=TrytonChanges(api, overlap=settings.overlap, page_size=settings.page_size),
        aclose=transport.aclose,
    )


def by(resource: Resource[N, W, V], company: Company) -> Fetch[str, V]:
    """The fetch of one resource by its keys."""
    fields = asked(resource.record)

    async def fetch(keys: Sequence[str], demand: Demand) -> Mapping[str, Found[V] | Failed]:
        domain = resource.domain(keys, company.number)
        reply = await company.api.search(Query(model=resource.model, domain=domain, fields=fields), demand)
        reading = company.reading(reply)

        def answer(key: str, record: W) -> Found[V] | Failed:
            subject = resource.kind.subject(key)
            notes = Notes(reading, subject)
            return mapped(
                record, lambda told: notes.as_found(resource.mapping(told, notes)), reading.instance, subject
            )

        return each_answered(keys, company.records(reply, resource.kind), answer)

    return fetch
