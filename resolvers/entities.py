"""Federation: an entity by its key needs the scope of the query that would give it."""

from resolvers.authorization import require
from resolvers.context import GraphContext
from resolvers.field_scopes import ENTITY_QUERIES, FIELD_SCOPES


def permitted(context: GraphContext, type_name: str) -> GraphContext:
    """The same context, where the principal may read entities of this type. Raises NotGranted."""
    require(context.principal, FIELD_SCOPES, "Query", ENTITY_QUERIES[type_name])
    return context
