"""Endpoints at the root of the graph: a partner's own, and everybody's for who may see all partners."""

from typing import Annotated

import strawberry

from resolvers.builds.pages import Counted
from resolvers.context import GraphContext
from resolvers.paging import After, First, page_length
from resolvers.webhooks.asking import webhooks_of
from resolvers.webhooks.shown import ShownEndpoint, endpoints_page, shown_endpoint

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the endpoint.")]
OfPartner = Annotated[
    str | None, strawberry.argument(description="Those of one partner; all that you may see where left out.")
]


async def webhook_endpoints(
    info: Info, partner: OfPartner = None, first: First = 20, after: After = None
) -> Counted[ShownEndpoint]:
    """One page of endpoints."""
    webhooks = webhooks_of(info.context)
    most = page_length(first)
    found = await webhooks.endpoints(partner, info.context.principal)
    return endpoints_page(found, most, after, await webhooks.log_name())


async def webhook_endpoint(info: Info, id: Id) -> ShownEndpoint:  # noqa: A002 - its name in the graph
    """One endpoint."""
    webhooks = webhooks_of(info.context)
    return shown_endpoint(await webhooks.endpoint(id, info.context.principal), await webhooks.log_name())
