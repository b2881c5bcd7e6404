"""Dead letters and replays at the roots of the graph, which inherit these fields."""

import strawberry

from resolvers.batched import asked
from resolvers.intake.operations import (
    dead_letters,
    discard_dead_letters,
    replay_deliveries,
    retry_dead_letters,
)
from resolvers.intake.types import (
    DeadLetter,
    DiscardDeadLettersPayload,
    ReplayDeliveriesPayload,
    RetryDeadLettersPayload,
)
from resolvers.tags import OPS


@strawberry.type
class IntakeQueries:
    """Inherited by resolvers.queries.Query."""

    dead_letters: list[DeadLetter] | None = asked(
        dead_letters,
        description="What systems pushed and nobody could map, the oldest first. For all rows alone.",
        directives=[OPS],
    )


@strawberry.type
class IntakeMutations:
    """Inherited by resolvers.mutations.Mutation."""

    retry_dead_letters: RetryDeadLettersPayload | None = asked(
        retry_dead_letters,
        description="Map dead letters once more, by the adapters and the names of now.",
        directives=[OPS],
    )
    discard_dead_letters: DiscardDeadLettersPayload | None = asked(
        discard_dead_letters,
        description="Put an end to dead letters that nobody will map.",
        directives=[OPS],
    )
    replay_deliveries: ReplayDeliveriesPayload | None = asked(
        replay_deliveries,
        description=(
            "Map deliveries that are kept once more. What is told otherwise now is appended as a correction; "
            "done again, nothing is added."
        ),
        directives=[OPS],
    )
