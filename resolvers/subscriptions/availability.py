"""`availabilityChanged`: what may be promised of items, always the latest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from msgspec.structs import replace

from domain.availability.plans import Ask
from domain.log.filters import EventFilter, keys_of
from domain.partners import RowScope
from domain.policy import ALLOW, decide_rows
from domain.ports.graph import AVAILABILITY
from resolvers.bounded_inputs import name, names
from resolvers.builds.availability import questions
from resolvers.builds.stock import keys_for
from resolvers.builds.updates import Reread, Touch
from resolvers.context import GraphContext
from resolvers.subscriptions.topics import Events, Topic, resumed

FAMILIES = frozenset({"stock", "reservation"})
"""Whoever may be told what can be promised is told when it changes: not by how much, nor why."""

_SKU = "sku:"

Info = strawberry.Info[GraphContext]
Skus = Annotated[list[str], strawberry.argument(description="Our names of the items, 100 at most.")]
Channel = Annotated[str | None, strawberry.argument(description="The channel that promises.")]
After = Annotated[
    str | None,
    strawberry.argument(description="The last `cursor` that came; without it, the state of all items first."),
]


def availability_changed(info: Info, skus: Skus, channel: Channel = None, after: After = None) -> object:
    """The topic. Raises BadInput that names the argument, and NotGranted for a channel of others."""
    asked = names(skus, "skus") or ()
    ask = info.context.asker(channel=None if channel is None else name(channel, "channel"))
    items = _Items(asked, ask)
    return Topic(
        wanted=EventFilter(types=FAMILIES, keys=items.keys(info.context.places)),
        after=resumed(after),
        snapshot=items.snapshot,
        told=items.told,
        reads=lambda _, touches: (AVAILABILITY, questions([touch.key for touch in touches], ask, None)),
        reread=Reread.AVAILABILITY,
        keys=asked,
        conflated=True,
        rows=whoever_sells,
    )


def whoever_sells(rows: RowScope) -> RowScope:
    """A hold of another channel or customer takes from all: only what is shown of the items is told of it."""
    return replace(rows, channels=None, customers=None)


@dataclass(frozen=True, slots=True)
class _Items:
    """skus: those that are asked for. ask: for whom."""

    skus: Sequence[str]
    ask: Ask

    def keys(self, places: Sequence[str]) -> frozenset[str]:
        """The entity keys under which stock of the items is told of."""
        placed = (f"{_SKU}{key.sku}@{key.location}" for key in keys_for(self.skus, places))
        return frozenset((*placed, *(f"{_SKU}{sku}" for sku in self.skus)))

    async def snapshot(self, _context: GraphContext, position: int) -> Sequence[Touch]:
        """All of them."""
        return [Touch(key=sku, position=position, ask=self.ask) for sku in self.skus]

    async def told(self, context: GraphContext, events: Events, log: str) -> Sequence[Touch]:
        """Each item that any event concerns, once, at the place of the last one."""
        del log
        rows = whoever_sells(context.principal.grant.rows)
        own = [each for each in events if decide_rows(rows, each.event.owners) is ALLOW]
        touched = {key for each in own for key in keys_of(each.event)}
        return [
            Touch(key=sku, position=own[-1].position, ask=self.ask)
            for sku in self.skus
            if self._is_among(sku, touched)
        ]

    def _is_among(self, sku: str, keys: set[str]) -> bool:
        place = f"{_SKU}{sku}"
        return any(key == place or key.startswith(f"{place}@") for key in keys)
