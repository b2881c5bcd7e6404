"""Asking as somebody who is held to some rows, and what was asked on the way."""

from collections.abc import Mapping
from typing import Any

from domain.partners import Grant, Principal, RowScope, Scope
from domain.ports.demand import Demand
from resolvers.context import GraphContext, Search
from resolvers.errors import told
from tests.doubles.recording import (
    Recorded,
    RecordingCrosswalk,
    RecordingIndex,
    RecordingLearner,
    RecordingPurchases,
    recording_readers,
)
from tests.doubles.searching import email
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DUE, EVERYTHING, Idle, run_in

ABSENT = "There is nothing of that name"


def held_to(*scopes: Scope, **rows: str) -> Principal:
    """A principal of these rows, each a list of names with blanks between; without scopes, with all."""
    kinds = {kind: frozenset(names.split()) for kind, names in rows.items()}
    granted = frozenset(scopes) or EVERYTHING
    return Principal(partner="held", grant=Grant(scopes=granted, rows=RowScope(**kinds)))


def recording_context(
    world: SmallWorld, principal: Principal, recorded: Recorded, demand: Demand | None = None
) -> GraphContext:
    """The context of one operation, all of whose questions are recorded."""
    searching = world.searching
    return GraphContext(
        principal=principal,
        demand=demand or world.clock.within(),
        readers=recording_readers(world.readers, recorded),
        backends=Idle(),
        clock=world.clock,
        search=Search(
            index=RecordingIndex(searching.index, recorded),
            purchases=RecordingPurchases(searching.purchases, recorded),
            feeds=searching.feeds,
            learner=RecordingLearner(searching.learner, recorded),
            crosswalk=RecordingCrosswalk(searching.crosswalk, recorded),
            email_term=email,
        ),
        cases=world.cases,
        due=DUE,
        places=("EAST", "WEST"),
    )


class Said:
    """What came of one operation: data, errors as callers hear them, sources, and what was asked."""

    def __init__(self, context: GraphContext, result: Any, recorded: Recorded) -> None:  # noqa: ANN401 - graphql-core's result
        self.data = result.data
        self.errors = [told(error, "trace").formatted for error in result.errors or ()]
        self.sources = {stamp.source: stamp.state for stamp in context.freshness()}
        self.recorded = recorded

    @property
    def codes(self) -> list[object]:
        """The code of each error."""
        return [error["extensions"]["code"] for error in self.errors]

    def without(self, *names: str) -> str:
        """Everything about it as text, with one word in the place of the names."""
        text = repr((self.data, self.errors, self.sources, self.recorded.calls))
        for name in names:
            for form in (name, name.casefold(), name.upper()):
                text = text.replace(form, "<name>")
        return text


async def say(
    world: SmallWorld,
    document: str,
    principal: Principal,
    variables: Mapping[str, object] | None = None,
) -> Said:
    """Run one operation as that principal."""
    recorded = Recorded()
    context = recording_context(world, principal, recorded)
    return Said(context, await run_in(context, document, variables), recorded)
