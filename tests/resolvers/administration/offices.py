"""Asking the graph about partners of a registry in memory."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from domain.partners import Grant, Principal, RowScope, Scope
from domain.registry.records import Partner
from gateway.identity.api_keys import digest
from gateway.partners.changing import PartnerChanges
from gateway.partners.key_changes import KeyChanges
from gateway.partners.office import PartnerOffice
from gateway.shield.sharing.signals import LocalSignal
from resolvers.errors import told
from tests.contracts.partner_examples import TOKEN, partner
from tests.doubles.clock import SettableClock
from tests.doubles.partners import InMemoryPartners
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import context_of, run_in

SECRET = b"a secret for tests alone"
ACME = partner("acme", TOKEN, title="Acme Inc.")
ADMIN = Principal(partner="ops", person="mira", grant=Grant(scopes=frozenset(Scope)))
HELD = Principal(
    partner="east", grant=Grant(scopes=frozenset(Scope), rows=RowScope(locations=frozenset({"EAST"})))
)


class Office:
    """A registry, and the graph in front of it."""

    def __init__(self, *partners: Partner) -> None:
        self.registry = InMemoryPartners(*(partners or (ACME,)))
        self.clock = SettableClock()
        signal = LocalSignal()
        self.office = PartnerOffice(
            self.registry,
            PartnerChanges(self.registry, signal, self.clock),
            KeyChanges(self.registry, signal, self.clock, partial(digest, SECRET)),
        )

    async def ask(
        self, document: str, principal: Principal = ADMIN, variables: Mapping[str, object] | None = None
    ) -> Any:  # noqa: ANN401 - the shape of the answer is that of the document
        """The data of an operation that must not have an error."""
        data, errors = await self.asked(document, principal, variables)
        assert errors == []
        return data

    async def refused(
        self, document: str, principal: Principal = ADMIN, variables: Mapping[str, object] | None = None
    ) -> tuple[str, str, str | None]:
        """Code, message and field of the one error, which leaves nothing."""
        data, (error,) = await self.asked(document, principal, variables)
        assert set(data.values()) == {None}
        extensions = error["extensions"]
        return extensions["code"], error["message"], extensions.get("field")

    async def asked(
        self, document: str, principal: Principal = ADMIN, variables: Mapping[str, object] | None = None
    ) -> tuple[Any, list[Any]]:
        """Data and errors as a client has them."""
        context = replace(context_of(SmallWorld(), principal), office=self.office)
        result = await run_in(context, document, variables)
        return result.data, [told(error, "").formatted for error in result.errors or ()]
