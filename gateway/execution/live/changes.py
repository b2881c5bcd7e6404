"""Which changes are told: none that does not show, none of a thing as it was before, each with its place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from typing import Any

import orjson

from domain.log.records import Logged
from domain.ports.bounds import Bound
from gateway.execution.answers import Answer
from gateway.execution.live.keys import root_field
from gateway.execution.operations import Operation
from resolvers.builds.updates import Touch, Update
from resolvers.context import GraphContext
from resolvers.limiting.document_size import fragments_of
from resolvers.limiting.merged_fields import merged
from resolvers.subscriptions.topics import Topic

Told = Sequence[tuple[Update, Answer]]

_CHANGED = ".changed"
_BESIDE = frozenset({"kind", "cursor", "gap", "__typename"})
"""Fields of an update that are not of the thing itself."""


async def fresh_enough(
    context: GraphContext, topic: Topic, events: Sequence[Logged], touches: Sequence[Touch]
) -> None:
    """Read what a source only said to have changed, as it is since then; fields then show no older reading.

    Caches hear of a change before this does, but where their word was lost this would tell the old state. All
    else that the items show is as fresh as in a query.
    """
    changed = {each.position: each.event for each in events if each.event.type.endswith(_CHANGED)}
    if topic.reads is None or not changed:
        return
    touched = [each for each in touches if topic.conflated or each.position in changed]
    if not touched:
        return
    since = max(event.recorded_at for event in changed.values())
    age = max(context.clock.now() - since, timedelta(0))
    port, keys = topic.reads(context, touched)
    await context.under(Bound(age)).batches.gather(port, list(dict.fromkeys(keys)))


def last_of_each(touches: Sequence[Touch]) -> frozenset[int]:
    """Where the last touch of each place of the log stands."""
    return frozenset({touch.position: at for at, touch in enumerate(touches)}.values())


class Moved:
    """Remembers what a group was shown of each thing: a digest for each that it was asked about.

    Who sees bands is not told of what happens inside one, for being told is to know that something happened;
    nor is who sees amounts told of what others did where that takes nothing from them. While somebody reads
    for itself, and where it saw something else than its group, the next touch is told whatever it shows.
    """

    def __init__(self, operation: Operation) -> None:
        fragments = fragments_of(operation.document.ast)
        root = root_field(operation.node, fragments)
        below = [root.selection_set] if root.selection_set else []
        names = {(field.alias or field.name).value: field.name.value for field in merged(below, fragments)}
        self._root = (root.alias or root.name).value
        self._cursors = [key for key, name in names.items() if name == "cursor"]
        self._things = [key for key, name in names.items() if name not in _BESIDE]
        self._shown: dict[str, bytes | None] = {}
        self._reading = 0

    @contextmanager
    def read_apart(self) -> Iterator[None]:
        """While one of the group reads for itself."""
        self._reading += 1
        try:
            yield
        finally:
            self._reading -= 1

    def seen_apart(self, told: Told) -> None:
        """What one of the group was shown by itself."""
        for update, answer in told:
            if update.touch is not None:
                now = self._digest(answer)
                if self._shown.setdefault(update.touch.key, now) != now:
                    self._shown[update.touch.key] = None

    def of(self, told: Told) -> Told:
        """Those that show the group something new. The cursor stands on the last that is left."""
        left = [each for each in told if self._is_new(*each)]
        if left and left[-1] is not told[-1]:
            left[-1] = self._placed(*left[-1], told[-1][0].place)
        return left

    def _is_new(self, update: Update, answer: Answer) -> bool:
        if update.touch is None:
            return True
        key, now = update.touch.key, self._digest(answer)
        before = self._shown.get(key)
        self._shown[key] = now
        return now is None or now != before or self._reading > 0

    def _digest(self, answer: Answer) -> bytes | None:
        """None where it could not be shown whole."""
        root = self._data(answer)
        if answer.errors or root is None:
            return None
        return blake2b(orjson.dumps([root[name] for name in self._things]), digest_size=16).digest()

    def _placed(self, update: Update, answer: Answer, place: str) -> tuple[Update, Answer]:
        root = self._data(answer)
        if root is None:
            return replace(update, place=place), answer
        data = {self._root: {**root, **dict.fromkeys(self._cursors, place)}}
        return replace(update, place=place), replace(answer, data=data)

    def _data(self, answer: Answer) -> dict[str, Any] | None:
        found: Any = (answer.data or {}).get(self._root)
        return found if isinstance(found, dict) else None
