"""How fresh what is shown of a thing is, one entry for each system that contributed to it."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Any

import strawberry

from domain.freshness import FreshState, StaleReason, Stamp, known_at
from resolvers.batched import derived
from resolvers.builds.freshness import OF_ORDER, OF_POSITION, OF_SHIPMENT, Origins, told, worst
from resolvers.context import GraphContext
from resolvers.granting.field_kinds import FIELD_TABLES
from resolvers.reading.beside import Beside, Reads

strawberry.enum(
    FreshState,
    name="FreshnessState",
    description="FRESH keeps its bound, STALE is older, UNAVAILABLE is missing: its system could not tell.",
)
strawberry.enum(
    StaleReason, description="What kept a system from being asked; TTL: it is asked again behind the answer."
)


@strawberry.type(description="How fresh one system's part is: instants, so that a kept answer stays true.")
class Freshness:
    """After domain.freshness.Stamp."""

    source: str = strawberry.field(description="The system.")
    state: FreshState = strawberry.field(description="Whether its part is as fresh as it has to be.")
    as_of: datetime | None = strawberry.field(description="When the system says that it was so.")
    verified_at: datetime | None = derived(
        known_at,
        description="Up to when it is known to be so: by its system's feed, else by the reading.",
    )
    fetched_at: datetime | None = strawberry.field(description="When it was read.")
    reason: StaleReason | None = strawberry.field(description="Why it is stale.")


def _freshness(origins: Origins) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    def resolve(root: strawberry.Parent[Any], info: strawberry.Info[GraphContext]) -> Any:  # noqa: ANN401 - whatever the annotation of the attribute says
        return _shown_of(origins, root, info)

    return strawberry.field(
        resolver=resolve,
        description="How fresh each system's part is, in this record and in the fields beside this one.",
    )


def _shown_of(
    origins: Origins, record: object, info: strawberry.Info[GraphContext]
) -> list[Stamp] | Awaitable[list[Stamp]]:
    own = origins.stamps(record, info.context.batches)
    reads = _beside(origins, info) if origins.beside else ()
    return _with_those_beside(origins, record, own, reads, info.context) if reads else worst(own)


def _beside(origins: Origins, info: strawberry.Info[GraphContext]) -> Reads:
    """The same for every record at one place of an operation."""
    context = info.context
    place = (info.path.typename, *(key for key in info.path.as_list() if isinstance(key, str)))
    known = context.beside.get(place)
    if known is None:
        beside = Beside(info._raw_info, context.principal, FIELD_TABLES, info.field_name)  # noqa: SLF001 - no public name
        known = context.beside[place] = tuple(beside.reads(origins.beside))
    return known


async def _with_those_beside(
    origins: Origins, record: object, own: Sequence[Stamp], reads: Reads, context: GraphContext
) -> list[Stamp]:
    """With what the fields beside have read, each under its own bound: in their batches, never in more."""
    stamps = list(own)
    for bound, name in dict.fromkeys((context.bound_at(names), name) for names, name in reads):
        port, keys = origins.beside[name]
        wanted = keys(record, context.principal)
        outcomes = await context.under(bound).batches.gather(port, wanted)
        stamps.extend(told(outcomes.values()))
    return worst(stamps)


of_order = _freshness(OF_ORDER)
of_shipment = _freshness(OF_SHIPMENT)
of_position = _freshness(OF_POSITION)
