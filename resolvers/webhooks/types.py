"""Endpoints of partners, and what was delivered to them."""

from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta

import strawberry

from domain.log.filters import EventFilter
from domain.ports.reading import Outcomes
from domain.ports.webhooks import DELIVERY_LOG, WAITING
from domain.webhooks.records import Attempt, EndpointState, LogPart
from resolvers.batched import ask, asked, batched, value_of
from resolvers.builds.pages import Connection
from resolvers.context import GraphContext
from resolvers.paging import After, First, page_length
from resolvers.types.search import PageInfo
from resolvers.webhooks.shown import (
    Outcome,
    ShownDelivery,
    ShownEndpoint,
    attempt_place,
    deliveries_page,
    endpoint_id,
    waiting,
)

Info = strawberry.Info[GraphContext]

strawberry.enum(
    EndpointState,
    name="WebhookEndpointState",
    description="Whether anything is sent: a paused one waits for its partner, a failed one took nothing.",
)
strawberry.enum(Outcome, name="WebhookOutcome", description="What came back: 2xx, something else, nothing.")


@strawberry.type(description="One attempt to deliver an event.")
class WebhookDelivery:
    """After resolvers.webhooks.shown.ShownDelivery."""

    at: datetime = strawberry.field(description="When.")
    outcome: Outcome = strawberry.field(description="What the endpoint said.")
    status: int | None = strawberry.field(description="The status of HTTP; empty where nothing came back.")
    error: str | None = strawberry.field(description="What went wrong, in a word.")
    duration: timedelta = strawberry.field(description="How long it took.")
    cursor: str | None = strawberry.field(
        description="The event, by its place in the log, as in its body; empty for a test."
    )


@strawberry.type(description="One attempt of a page.")
class WebhookDeliveryEdge:
    """After resolvers.builds.pages.Edge."""

    cursor: str = strawberry.field(description="Its place in the delivery log, for `after`.")
    node: WebhookDelivery = strawberry.field(description="The attempt.")


@strawberry.type(description="A page of the delivery log, the latest attempt first.")
class WebhookDeliveryConnection:
    """After resolvers.builds.pages.Connection."""

    edges: list[WebhookDeliveryEdge] = strawberry.field(description="The attempts of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


def _deliveries(
    root: strawberry.Parent[ShownEndpoint], info: Info, first: First = 20, after: After = None
) -> Connection[ShownDelivery] | Awaitable[Connection[ShownDelivery]]:
    most = page_length(first)
    part = LogPart(root.id, most + 1, attempt_place(after))

    def built(found: Outcomes[LogPart, Sequence[Attempt]]) -> Connection[ShownDelivery]:
        return deliveries_page(value_of(found, part) or (), most, after, root.log)

    return ask(info.context, DELIVERY_LOG, [part], built)


@strawberry.type(description="Where a partner wants which events. Its secrets are not shown.")
class WebhookEndpoint:
    """After resolvers.webhooks.shown.ShownEndpoint."""

    id: str = strawberry.field(description="Our name of it.")
    partner: str = strawberry.field(description="Whose it is.")
    url: str = strawberry.field(description="Where to.")
    types: list[str] | None = strawberry.field(
        description="Types such as `order.shipped`, or families such as `order`; empty for all."
    )
    keys: list[str] | None = strawberry.field(
        description="What the events are about, as in `order:SO-1`; empty for everything."
    )
    sources: list[str] | None = strawberry.field(description="Systems that told them; empty for all.")
    state: EndpointState = strawberry.field(description="Whether anything is sent.")
    created_at: datetime = strawberry.field(description="When it was made.")
    failing_since: datetime | None = strawberry.field(
        description="Since when it has taken nothing; empty while it takes what it gets."
    )
    secrets: int = strawberry.field(description="How many secrets sign what is sent.")
    cursor: str = strawberry.field(description="Up to where the log was sent, or waits to be.")
    waiting: int | None = batched(
        WAITING,
        endpoint_id,
        waiting,
        description="How many deliveries wait, besides those in the log.",
    )
    deliveries: WebhookDeliveryConnection | None = asked(
        _deliveries, description="What was sent and what came back, the latest first, for some weeks."
    )


@strawberry.type(description="One endpoint of a page.")
class WebhookEndpointEdge:
    """After resolvers.builds.pages.Edge."""

    cursor: str = strawberry.field(description="Its place, for `after`.")
    node: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="A page of endpoints, the oldest first.")
class WebhookEndpointConnection:
    """After resolvers.builds.pages.Counted."""

    edges: list[WebhookEndpointEdge] = strawberry.field(description="The endpoints of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many there are on all pages.")


@strawberry.input(description="Which events. What is left out is not limited; all that is given must hold.")
class WebhookFilterInput:
    """Never more than its partner may see."""

    types: list[str] | None = strawberry.field(
        default=None, description="Types such as `order.shipped`, or families such as `order`."
    )
    keys: list[str] | None = strawberry.field(
        default=None, description="What the events are about, or concern: `order:SO-1`, `shipment:S-1`."
    )
    sources: list[str] | None = strawberry.field(default=None, description="Systems that told them.")

    def filter(self) -> EventFilter:
        """What it means."""
        return EventFilter(types=_set(self.types), keys=_set(self.keys), sources=_set(self.sources))


def _set(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
