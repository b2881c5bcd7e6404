"""What every question about endpoints begins with."""

from datetime import datetime

from domain.errors import BadInput, StoreUnavailable
from domain.log.cursors import LogCursor, log_cursor
from domain.ports.webhooks import EndpointOffice
from resolvers.context import GraphContext


def webhooks_of(context: GraphContext) -> EndpointOffice:
    """Where endpoints are managed. Raises StoreUnavailable where they are not."""
    if context.webhooks is None:
        raise StoreUnavailable("no endpoints are managed here")
    return context.webhooks


def place(after: str | None, since: datetime | None) -> LogCursor | datetime:
    """Where a replay begins. Raises BadInput unless one of them is given."""
    if (after is None) == (since is None):
        raise BadInput("should be given, or else `since`", field="after")
    if since is not None:
        return since
    return log_cursor(after or "", field="after")
