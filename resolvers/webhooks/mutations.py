"""Changes of endpoints, each in the name of who asks."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.log.cursors import log_cursor
from domain.log.filters import EventFilter
from domain.ports.webhooks import DELIVERY_LOG, WAITING
from domain.webhooks.records import Endpoint
from resolvers.context import GraphContext
from resolvers.webhooks.asking import place, webhooks_of
from resolvers.webhooks.shown import DeliveryPayload, EndpointPayload, shown_delivery, shown_endpoint
from resolvers.webhooks.types import WebhookFilterInput

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the endpoint.")]
Url = Annotated[str, strawberry.argument(description="Where to, with https.")]
NewUrl = Annotated[str | None, strawberry.argument(description="Another address; the same where left out.")]
Wanted = Annotated[
    WebhookFilterInput | None,
    strawberry.argument(description="Which events; all that the partner may see where left out."),
]
NewWanted = Annotated[
    WebhookFilterInput | None,
    strawberry.argument(description="Which events from now on; the same as before where left out."),
]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor of the log to begin behind; where left out, what comes now."),
]
OfPartner = Annotated[str | None, strawberry.argument(description="Whose it is; one's own where left out.")]
ReplayAfter = Annotated[
    str | None, strawberry.argument(description="The cursor of the last event that is not to come again.")
]
Since = Annotated[
    datetime | None, strawberry.argument(description="In its place, when the first event came in here.")
]


async def create_webhook_endpoint(
    info: Info,
    url: Url,
    filter: Wanted = None,  # noqa: A002 - its name in the graph
    after: After = None,
    partner: OfPartner = None,
) -> EndpointPayload:
    """Make one."""
    wanted = EventFilter() if filter is None else filter.filter()
    begin = None if after is None else log_cursor(after, field="after")
    made = await webhooks_of(info.context).add(partner, url, wanted, begin, info.context.principal)
    return await _payload(info, made, secret=made.secrets[0])


async def update_webhook_endpoint(
    info: Info,
    id: Id,  # noqa: A002 - its name in the graph
    url: NewUrl = None,
    filter: NewWanted = None,  # noqa: A002 - its name in the graph
) -> EndpointPayload:
    """Change one."""
    wanted = None if filter is None else filter.filter()
    changed = await webhooks_of(info.context).change(id, url, wanted, info.context.principal)
    return await _payload(info, changed)


async def delete_webhook_endpoint(info: Info, id: Id) -> EndpointPayload:  # noqa: A002 - its name in the graph
    """Forget one."""
    return await _payload(info, await webhooks_of(info.context).remove(id, info.context.principal))


async def rotate_webhook_secret(info: Info, id: Id) -> EndpointPayload:  # noqa: A002 - its name in the graph
    """Give one a new secret beside those that it has."""
    changed = await webhooks_of(info.context).rotate(id, info.context.principal)
    return await _payload(info, changed, secret=changed.secrets[0])


async def retire_webhook_secrets(info: Info, id: Id) -> EndpointPayload:  # noqa: A002 - its name in the graph
    """End all secrets but the newest."""
    return await _payload(info, await webhooks_of(info.context).retire(id, info.context.principal))


async def pause_webhook_endpoint(info: Info, id: Id) -> EndpointPayload:  # noqa: A002 - its name in the graph
    """Send nothing for now."""
    return await _payload(info, await webhooks_of(info.context).pause(id, info.context.principal))


async def enable_webhook_endpoint(info: Info, id: Id) -> EndpointPayload:  # noqa: A002 - its name in the graph
    """Send again."""
    return await _payload(info, await webhooks_of(info.context).enable(id, info.context.principal))


async def replay_webhook_endpoint(
    info: Info,
    id: Id,  # noqa: A002 - its name in the graph
    after: ReplayAfter = None,
    since: Since = None,
) -> EndpointPayload:
    """Send again what was sent."""
    begin = place(after, since)
    return await _payload(info, await webhooks_of(info.context).replay(id, begin, info.context.principal))


async def test_webhook_endpoint(info: Info, id: Id) -> DeliveryPayload:  # noqa: A002 - its name in the graph
    """Send a test."""
    webhooks = webhooks_of(info.context)
    attempt = await webhooks.test(id, info.context.principal)
    return DeliveryPayload(shown_delivery(attempt, await webhooks.log_name()))


async def _payload(info: Info, endpoint: Endpoint, *, secret: str = "") -> EndpointPayload:
    log = await webhooks_of(info.context).log_name()
    # A change before this one may have shown what waited then.
    info.context.batches.forget(WAITING)
    info.context.batches.forget(DELIVERY_LOG)
    return EndpointPayload(shown_endpoint(endpoint, log), secret)
