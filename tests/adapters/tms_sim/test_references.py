"""The TMS finds orders by the number of a load, of a parcel and of a linehaul carrier."""

from typing import cast

import httpx
import msgspec

from adapters.manifest import Connection
from adapters.tms_sim.references import KINDS
from domain.identifiers import IdentifierKind as Kind
from domain.ports.backends import ORDERS_BY_REFERENCE
from domain.ports.reading import Failed, Missing, Outcome
from domain.references import Reference, ReferredOrders
from tests.adapters.tms_sim.connected import connect
from tests.adapters.tms_sim.system import at_rest
from tests.contracts.over_http import OverHttp, json_spoiled, offered
from tests.contracts.references import ReferencesContract, references
from tests.doubles.clock import SettableClock
from tests.doubles.network import Canned, Rewriting

SHARED, PARCEL = (Kind.LOAD, "LD000002961"), (Kind.TRACKING, "1ZR411W70300002997")
LINEHAUL = (Kind.TRACKING, "4400002761")


class TestReferences(ReferencesContract, OverHttp[Reference, ReferredOrders]):
    instance = "lines"
    kinds = KINDS
    means = references(
        {SHARED: ("SO-0000296", "SO-0000297"), PARCEL: ("SO-0000299",), LINEHAUL: ("SO-0000276",)}
    )

    def upstream(self) -> httpx.AsyncBaseTransport:
        return at_rest().network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connect(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "loads", references=[{"type": "ORDER", "value": 7}])


async def test_a_load_that_names_no_order_tells_of_none() -> None:
    def nameless(body: bytes) -> bytes:
        reply = cast("dict[str, list[dict[str, object]]]", msgspec.json.decode(body))
        for load in reply["loads"]:
            load["references"] = []
        return msgspec.json.encode(reply)

    assert isinstance(await asked(Rewriting(at_rest().network, nameless)), Missing)


async def test_a_name_that_is_neither_there_nor_unmatched_is_not_missing() -> None:
    assert isinstance(await asked(Canned(200, b'{"loads": []}')), Failed)


async def asked(network: httpx.AsyncBaseTransport) -> Outcome[ReferredOrders]:
    clock = SettableClock()
    connection = connect(clock, network)
    told = await offered(connection, ORDERS_BY_REFERENCE)([Reference(*SHARED)], clock.within())
    await connection.aclose()
    return told[Reference(*SHARED)]
