"""Dead letters, and what work on them and on deliveries answers with."""

from datetime import datetime

import strawberry

from domain.log.records import DeadState

strawberry.enum(DeadState, name="DeadLetterState", description="What became of a dead letter.")


@strawberry.type(description="What a system pushed and nobody could map: a delivery, or one item of it.")
class DeadLetter:
    """After domain.log.records.DeadLetter."""

    id: str = strawberry.field(description="Its name, for `after` too.")
    source: str = strawberry.field(description="The instance that it came from.")
    reason: str = strawberry.field(description="Why, as a stable code.")
    place: str = strawberry.field(description="Where in the delivery: a path, or a line.")
    detail: str = strawberry.field(description="What is wrong, for who mends it.")
    mapping_version: int = strawberry.field(description="The mapping that failed last.")
    attempts: int = strawberry.field(description="How often it was mapped in vain.")
    first_at: datetime = strawberry.field(description="When it failed first.")
    last_at: datetime = strawberry.field(description="When it failed, or was dealt with, last.")
    state: DeadState = strawberry.field(description="What became of it.")


@strawberry.type(description="What became of dead letters, or would.")
class RetryDeadLettersPayload:
    """After domain.ports.intake.RetriedLetters."""

    mapped: list[str] = strawberry.field(description="Those that can be mapped now.")
    failed: list[str] = strawberry.field(description="Those that still cannot.")
    gone: list[str] = strawberry.field(description="Those whose deliveries are not kept any more.")
    events: int = strawberry.field(description="So many events come of them.")


@strawberry.type(description="How many letters were discarded.")
class DiscardDeadLettersPayload:
    """After resolvers.intake.operations.Discarded."""

    count: int = strawberry.field(description="Those that were waiting.")


@strawberry.type(description="What came of a replay, or would.")
class ReplayDeliveriesPayload:
    """After domain.log.replays.Replayed."""

    deliveries: int = strawberry.field(description="Deliveries that were mapped.")
    added: int = strawberry.field(description="Events that were not in the log.")
    corrected: int = strawberry.field(description="Events that are told otherwise now.")
    same: int = strawberry.field(description="Events that are as they were.")
    unchecked: int = strawberry.field(description="Events that are known and were not compared.")
    failed: int = strawberry.field(description="Dead letters.")
    gone: int = strawberry.field(description="Deliveries that are not kept any more.")
