"""The schema: a standalone graph and a Federation v2 subgraph."""

from functools import cache
from typing import Final, cast

from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

from resolvers.authorization import published
from resolvers.entities import Subgraph
from resolvers.granting.own_sdl import with_own_sdl
from resolvers.mutations import Mutation
from resolvers.queries import Query
from resolvers.reading.fresh import fresh
from resolvers.subscriptions.root import Subscription
from resolvers.types.scalars import SCALARS

FEDERATION_VERSION: Final = "2.5"
"""Old enough for every composer in use, new enough for the directives that are used."""


@cache
def build_schema() -> Schema:
    """Build the graph with the policy before every field. Raises TypeError where a field has none.

    Built once for a process, also when its instance file is read again: nothing in it is of an instance.
    """
    schema = Subgraph(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        directives=cast("list[type]", [fresh]),  # as Strawberry's own schema takes them
        federation_version=FEDERATION_VERSION,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    graph = schema._schema  # noqa: SLF001 - Strawberry offers no other way to its schema
    published(graph)
    with_own_sdl(graph)
    return schema
