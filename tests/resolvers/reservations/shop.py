"""Asking the graph for holds that are kept in memory, over the small world."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry

from domain.availability.rules import PLAIN, SellingRules
from domain.exceptions import Finding
from domain.partners import Grant, Principal, RowScope, Scope
from gateway.reservations.assembled import Reserved, assembled_reservations
from gateway.reservations.sold import sold
from gateway.reservations.writing_through import Sinks
from gateway.settings.reservations import ReservationSettings
from gateway.shield.sharing.signals import LocalSignal
from gateway.sync.claims import ClaimsInProcess
from resolvers.errors import told
from tests.doubles.event_log import InMemoryLog
from tests.doubles.reservations import InMemoryReservations
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import context_of, run_in

BOTH = frozenset({Scope.RESERVATIONS_READ, Scope.RESERVATIONS_WRITE})
HOUSE = Principal(partner="house", grant=Grant(scopes=BOTH))
WEB = Principal(partner="web", grant=Grant(scopes=BOTH, rows=RowScope(channels=frozenset({"WEB"}))))
EDI = Principal(partner="edi", grant=Grant(scopes=BOTH, rows=RowScope(channels=frozenset({"EDI"}))))
FIELDS = """
  id state channel customer createdAt expiresAt orderNumber
  lines { sku asked { amount unit } held { amount unit } }
  allotments { sku location quantity { amount unit } }
"""
RESERVE = (
    """
mutation ($lines: [ReservationLineInput!]!, $key: String! = "k", $ttl: Duration, $channel: String! = "WEB",
          $mode: ReservationMode! = ALL_OR_NOTHING, $customer: String) {
  reserve(
    lines: $lines, channel: $channel, idempotencyKey: $key, ttl: $ttl, mode: $mode, customer: $customer
  ) {
    reservation {"""
    + FIELDS
    + "} } }"
)
CONFIRM = """mutation ($id: String!, $order: String! = "SO-1") {
  confirmReservation(id: $id, orderNumber: $order) { reservation { id state orderNumber } }
}"""
EXTEND = """mutation ($id: String!, $ttl: Duration! = "PT30M") {
  extendReservation(id: $id, ttl: $ttl) { reservation { id state expiresAt } }
}"""
RELEASE = """mutation ($id: String!) {
  releaseReservation(id: $id) { reservation { id state } }
}"""


class Shop:
    """A store of holds, what works on them, and the graph in front of them."""

    def __init__(self, *, rules: SellingRules = PLAIN, sinks: Sinks | None = None) -> None:
        self.world = SmallWorld()
        self.clock = self.world.clock
        self.store = InMemoryReservations()
        self.log = InMemoryLog()
        self.findings: list[Finding] = []
        self.state = assembled_reservations(
            Reserved(
                store=self.store,
                log=self.log,
                claims=ClaimsInProcess(),
                signal=LocalSignal(),
                clock=self.clock,
                raise_all=self.findings.extend,
                settings=ReservationSettings(),
                registry=CollectorRegistry(),
                sinks=sinks or Sinks(),
            )
        )
        self.state.present.take(sold(self.world.readers, ("EAST", "WEST"), rules))

    async def reserve(self, *lines: tuple[str, str], by: Principal = HOUSE, **more: object) -> Any:  # noqa: ANN401 - the shape of the answer is that of the document
        """The reservation."""
        answer = await self.ask(RESERVE, by, {"lines": asked(*lines), **more})
        return answer["reserve"]["reservation"]

    async def refused_to_reserve(self, *lines: tuple[str, str], by: Principal = HOUSE, **more: object) -> str:
        """Code and field of the error."""
        return await self.refused(RESERVE, by, {"lines": asked(*lines), **more})

    async def ask(
        self, document: str, by: Principal = HOUSE, variables: Mapping[str, object] | None = None
    ) -> Any:  # noqa: ANN401 - as above
        """The data of an operation that must not have an error."""
        data, errors = await self.asked(document, by, variables)
        assert errors == []
        return data

    async def refused(
        self, document: str, by: Principal = HOUSE, variables: Mapping[str, object] | None = None
    ) -> str:
        """Code and field of the one error, which leaves nothing."""
        data, (error,) = await self.asked(document, by, variables)
        assert data is None or set(data.values()) == {None}
        told_of = error["extensions"]
        return f"{told_of['code']} {told_of.get('field', '')}".strip()

    async def asked(
        self, document: str, by: Principal, variables: Mapping[str, object] | None = None
    ) -> tuple[Any, list[Any]]:
        """Data and errors as a client has them."""
        context = context_of(self.world, by)
        context.booking = self.state.booking
        result = await run_in(context, document, variables)
        return result.data, [told(error, "").formatted for error in result.errors or ()]


def asked(*lines: tuple[str, str]) -> list[dict[str, str]]:
    """As variables: `("AX-1", "2 EA")`; without a unit the base unit."""
    found = []
    for sku, text in lines:
        amount, _, unit = text.partition(" ")
        found.append({"sku": sku, "quantity": amount, **({"unit": unit} if unit else {})})
    return found
