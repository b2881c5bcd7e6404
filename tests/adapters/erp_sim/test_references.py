"""The ERP finds orders by the channel's number, the customer's, and an invoice's."""

from collections.abc import Mapping

import httpx
import msgspec
import pytest

from adapters.erp_sim.references import KINDS
from domain.identifiers import IdentifierKind as Kind
from domain.ports.backends import ORDERS_BY_REFERENCE
from domain.ports.reading import Failed, Found, Missing
from domain.references import Reference, ReferredOrders
from tests.adapters.erp_sim.system import OverErp, at_rest, connected
from tests.contracts.over_http import offered
from tests.contracts.references import ReferencesContract, references
from tests.doubles.clock import SettableClock
from tests.doubles.network import Counting, Rewriting

WEB, PORTAL = (Kind.CHANNEL_ORDER, "#1251"), (Kind.CHANNEL_ORDER, "WB00000267")
PO, BILL = (Kind.CUSTOMER_PO, "PO 4500267"), (Kind.INVOICE, "INV-00002671")


class TestReferences(ReferencesContract, OverErp[Reference, ReferredOrders]):
    kinds = KINDS
    # A list takes one kind of name a query.
    calls_a_batch = 3
    means = references(
        {WEB: ("SO-0000251",), PORTAL: ("SO-0000267",), PO: ("SO-0000267",), BILL: ("SO-0000267",)}
    )

    def spoiled(self, body: bytes) -> bytes:
        return body.replace(b'"order":', b'"ordre":', 1)


async def test_a_kind_alone_is_one_call_with_all_its_names() -> None:
    network = Counting(at_rest().network)
    clock = SettableClock()
    connection = connected(clock, network)
    names = [Reference(*WEB), Reference(*PORTAL), Reference(Kind.CHANNEL_ORDER, "#9")]
    told = await offered(connection, ORDERS_BY_REFERENCE)(names, clock.within())
    await connection.aclose()
    assert [type(told[name]) for name in names] == [Found, Found, Missing]
    (request,) = network.requests
    assert dict(request.url.params) == {"channel_ref": "#1251,WB00000267,#9"}


async def test_one_number_of_a_customer_may_mean_several_orders() -> None:
    def twice(body: bytes) -> bytes:
        reply: dict[str, list[Mapping[str, object]]] = msgspec.json.decode(body)
        reply["data"].append({**reply["data"][0], "number": "SO-9"})
        return msgspec.json.encode(reply)

    told = await asked(Rewriting(at_rest().network, twice), PO)
    assert isinstance(told, Found)
    assert told.value.orders == ("SO-0000267", "SO-9")


@pytest.mark.parametrize(("spoiled", "name"), [(b'"customer_po":', PO), (b'"number":', BILL)])
async def test_a_record_that_names_nothing_may_be_anybodys(spoiled: bytes, name: tuple[Kind, str]) -> None:
    network = Rewriting(at_rest().network, lambda body: body.replace(spoiled, b'"gone":'))
    assert isinstance(await asked(network, name), Failed)


async def asked(network: httpx.AsyncBaseTransport, name: tuple[Kind, str]) -> object:
    clock = SettableClock()
    connection = connected(clock, network)
    told = await offered(connection, ORDERS_BY_REFERENCE)([Reference(*name)], clock.within())
    await connection.aclose()
    return told[Reference(*name)]
