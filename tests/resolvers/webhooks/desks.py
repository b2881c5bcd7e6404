"""Asking the graph about endpoints that are kept in memory."""

from dataclasses import replace

from domain.log.records import Mapped
from domain.partners import Grant, Principal, RowScope, Scope
from gateway.webhooks.managing import EndpointDesk
from gateway.webhooks.office import EndpointOffice
from gateway.webhooks.targets import Targets
from resolvers.context import GraphContext
from tests.domain.log.examples import shipped
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.small_world import SmallWorld
from tests.gateway.webhooks.test_worker import Story
from tests.resolvers.answering import Answering, Variables
from tests.resolvers.asking import context_of

ACME = Principal(
    partner="acme",
    person="mira",
    grant=Grant(
        scopes=frozenset({Scope.ORDERS_READ, Scope.WEBHOOKS_MANAGE}),
        rows=RowScope(customers=frozenset({"C-1"})),
    ),
)
BOLT = Principal(partner="bolt", grant=ACME.grant)
ADMIN = Principal(partner="ops", grant=Grant(scopes=frozenset(Scope)))
CLERK = Principal(
    partner="clerk",
    grant=Grant(scopes=frozenset({Scope.WEBHOOKS_MANAGE, Scope.PARTNERS_READ, Scope.PARTNERS_WRITE})),
)
KNOWN = {each.partner: each for each in (ACME, BOLT, ADMIN, CLERK)}
URL = "https://acme.example/events"


class Desk(Answering):
    """Endpoints, a worker that sends to them, and the graph in front of them."""

    usual = ACME

    def __init__(self) -> None:
        self.story = Story()
        self.suspended: set[str] = set()
        means = self.story.means_with(lambda name: None if name in self.suspended else KNOWN.get(name))
        self.cases = InMemoryExceptionCases()
        story = self.story
        desk = EndpointDesk(story.store, story.store, story.log, self.cases, Targets(), story.clock)
        self.office = EndpointOffice(desk, means)

    async def happened(self, *names: str) -> None:
        await self.story.log.append([Mapped(events=tuple(shipped(name) for name in names))])

    async def made(self, by: Principal = ACME) -> str:
        """The id of a new endpoint."""
        document = f'mutation {{ createWebhookEndpoint(url: "{URL}") {{ endpoint {{ id }} }} }}'
        answer = await self.ask(document, by)
        return str(answer["createWebhookEndpoint"]["endpoint"]["id"])

    def context(self, principal: Principal) -> GraphContext:
        return replace(context_of(SmallWorld(), principal), webhooks=self.office)

    async def refused(
        self, document: str, principal: Principal | None = None, variables: Variables = None
    ) -> tuple[str, str]:
        """Code and message of the one error, which leaves nothing."""
        error = await self.error(document, principal, variables)
        return error["extensions"]["code"], error["message"]
