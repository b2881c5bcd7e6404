"""Fields that need a port, as declarations: which port, which keys of the parent, what to make of it.

`batched(port, keys, build)` is all that a nested field says; its Strawberry resolver is made here, and
so can another execution be. `keys` and `build` are pure and synchronous. Where memory holds every
answer the resolver returns the value itself, and only otherwise something to wait for. The type of the
field is the annotation of the attribute that it is declared for.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

import strawberry

from domain.availability.plans import Ask
from domain.folds.overdue import DueRule
from domain.partners import Principal
from domain.ports.reading import Failed, Found, K, Outcomes, Port, V
from resolvers.context import GraphContext
from resolvers.reading.beside import PORT

P = TypeVar("P")
T = TypeVar("T")

BATCHED = "batched"
"""Under this name a field's metadata hold its declaration: port, keys and build."""

ANSWER = "answer"
"""Under this name they hold the field's Answer, for an execution that needs no Strawberry to call it."""

DERIVED = "derived"
"""Under this name they hold what builds the field of its parent alone."""

Answer = Callable[[Any, GraphContext], object]

Keys = Callable[[P, Principal], Sequence[K]]
Build = Callable[[P, Outcomes[K, V], Principal], T]


def batched(
    port: Port[K, V],
    keys: Keys[P, K],
    build: Build[P, K, V, T],
    *,
    description: str,
    directives: Sequence[object] = (),
) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """Declare a field that is built of what `port` says of `keys`."""

    def answer(parent: P, context: GraphContext) -> object:
        principal = context.principal
        return ask(context, port, keys(parent, principal), lambda found: build(parent, found, principal))

    declared = {BATCHED: (port, keys, build), ANSWER: answer, PORT: port.name}
    return _declared(answer, declared, description, directives)


def timed(
    port: Port[K, V],
    keys: Keys[P, K],
    build: Callable[[P, Outcomes[K, V], Sequence[DueRule], datetime], object],
    *,
    description: str,
) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """As batched, for what depends on the present: `build` gets the declared rules and the time."""

    def answer(parent: P, context: GraphContext) -> object:
        now, rules, wanted = context.clock.now(), context.due, keys(parent, context.principal)
        return ask(context, port, wanted, lambda found: build(parent, found, rules, now))

    return _declared(answer, {ANSWER: answer, PORT: port.name}, description)


def sold(
    port: Port[K, V],
    keys: Callable[[P, Ask], Sequence[K]],
    build: Callable[[P, Outcomes[K, V]], object],
    *,
    description: str,
) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """As batched, for what may be sold: `keys` gets for whom that is asked."""

    def answer(parent: P, context: GraphContext) -> object:
        return ask(context, port, keys(parent, context.asker()), lambda found: build(parent, found))

    return _declared(answer, {ANSWER: answer, PORT: port.name}, description)


def shaped(build: Callable[[P, Principal], object], *, description: str) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """As derived, for what depends on how much the principal is told of other fields."""

    def answer(parent: P, context: GraphContext) -> object:
        return build(parent, context.principal)

    return _declared(answer, {ANSWER: answer}, description)


def derived(
    build: Callable[[P], object],
    *,
    description: str,
    directives: Sequence[object] = (),
) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """Declare a field that is built of the parent alone."""

    def answer(parent: P, _context: GraphContext) -> object:
        return build(parent)

    return _declared(answer, {DERIVED: build}, description, directives)


def asked(
    resolver: Callable[..., object],
    *,
    description: str,
    name: str | None = None,
    directives: Sequence[object] = (),
) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """Declare a field at the root; the arguments of `resolver` are the field's."""
    return strawberry.field(resolver=resolver, name=name, description=description, directives=directives)


def _declared(
    answer: Answer, declared: dict[str, object], description: str, directives: Sequence[object] = ()
) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    def resolve(root: strawberry.Parent[Any], info: strawberry.Info[GraphContext]) -> Any:  # noqa: ANN401 - whatever the annotation of the attribute says
        return answer(root, info.context)

    return strawberry.field(
        resolver=resolve, description=description, metadata=declared, directives=directives
    )


def ask(
    context: GraphContext,
    port: Port[K, V],
    keys: Sequence[K],
    build: Callable[[Outcomes[K, V]], T],
) -> T | Awaitable[T]:
    """What `build` makes of the outcomes: at once where they are known, or else to be awaited."""
    if not keys:
        return build(cast("Outcomes[K, V]", {}))
    known = context.batches.known(port, keys)
    if known is None:
        return _later(context, port, keys, build)
    context.batches.show(port, keys)
    return build(known)


def ask_one(context: GraphContext, port: Port[K, V], key: K) -> V | Awaitable[V | None] | None:
    """The record of one key, whosever it is."""
    return ask(context, port, [key], lambda found: value_of(found, key))


def value_of(outcomes: Outcomes[K, V], key: K) -> V | None:
    """The record, None where there is none; raises where nobody could say."""
    outcome = outcomes[key]
    if isinstance(outcome, Failed):
        raise outcome.error
    return outcome.value if isinstance(outcome, Found) else None


def certain(outcomes: Outcomes[K, V], key: K) -> V | None:
    """As value_of, and raises as well where a system that should have added to it could not.

    For what is derived from the whole: a status without one warehouse's word would be a guess.
    """
    outcome = outcomes[key]
    if isinstance(outcome, Found) and outcome.gaps:
        raise outcome.gaps[0]
    return value_of(outcomes, key)


def values_of(outcomes: Outcomes[K, V], keys: Sequence[K]) -> list[V]:
    """The records that are there; raises for the first that nobody could say anything about."""
    values = (value_of(outcomes, key) for key in keys)
    return [value for value in values if value is not None]


async def _later(
    context: GraphContext,
    port: Port[K, V],
    keys: Sequence[K],
    build: Callable[[Outcomes[K, V]], T],
) -> T:
    outcomes = await context.batches.gather(port, keys)
    context.batches.show(port, keys)
    return build(outcomes)
