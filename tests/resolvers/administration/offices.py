"""Asking the graph about partners of a registry in memory."""

from dataclasses import replace
from functools import partial

from domain.partners import Grant, Principal, RowScope, Scope
from domain.registry.records import Partner
from gateway.identity.api_keys import digest
from gateway.partners.changing import PartnerChanges
from gateway.partners.key_changes import KeyChanges
from gateway.partners.office import PartnerOffice
from gateway.shield.sharing.signals import LocalSignal
from resolvers.context import GraphContext
from tests.contracts.partner_examples import TOKEN, partner
from tests.doubles.clock import SettableClock
from tests.doubles.partners import InMemoryPartners
from tests.doubles.small_world import SmallWorld
from tests.resolvers.answering import Answering, Variables
from tests.resolvers.asking import context_of

SECRET = b"a secret for tests alone"
ACME = partner("acme", TOKEN, title="Acme Inc.")
ADMIN = Principal(partner="ops", person="mira", grant=Grant(scopes=frozenset(Scope)))
HELD = Principal(
    partner="east", grant=Grant(scopes=frozenset(Scope), rows=RowScope(locations=frozenset({"EAST"})))
)


class Office(Answering):
    """A registry, and the graph in front of it."""

    usual = ADMIN

    def __init__(self, *partners: Partner) -> None:
        self.registry = InMemoryPartners(*(partners or (ACME,)))
        self.clock = SettableClock()
        signal = LocalSignal()
        self.office = PartnerOffice(
            self.registry,
            PartnerChanges(self.registry, signal, self.clock),
            KeyChanges(self.registry, signal, self.clock, partial(digest, SECRET)),
        )

    def context(self, principal: Principal) -> GraphContext:
        return replace(context_of(SmallWorld(), principal), office=self.office)

    async def refused(
        self, document: str, principal: Principal | None = None, variables: Variables = None
    ) -> tuple[str, str, str | None]:
        """Code, message and field of the one error, which leaves nothing."""
        error = await self.error(document, principal, variables)
        return error["extensions"]["code"], error["message"], error["extensions"].get("field")
