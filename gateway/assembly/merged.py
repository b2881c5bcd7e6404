"""One reader over several instances: each is asked for what it may know, side by side."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeAlias

from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, V
from gateway.assembly.naming.renamed import Renamed

Answers: TypeAlias = Mapping[str, Found[V] | Missing | Failed]
"""What each asked instance said of one key, in the order in which instances are configured."""

Merge = Callable[[K, Answers[V]], Found[V] | Missing | Failed]
Route = Callable[[K, str], bool]


def everywhere(_key: object, _instance: str) -> bool:
    """Any instance of the port may know any key."""
    return True


class Merged(Generic[K, V]):
    """Asks the instances that `route` names for a key, and merges what they say of it."""

    def __init__(
        self,
        sources: Sequence[Renamed[K, V]],
        merge: Merge[K, V],
        route: Route[K] = everywhere,
    ) -> None:
        self._sources = tuple(sources)
        self._merge = merge
        self._route = route

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        asked = self._asked(keys)
        answers = await asyncio.gather(*(source.read(wanted, demand) for source, wanted in asked))
        return self._combined(keys, [source.instance for source, _ in asked], answers)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        asked = self._asked(keys)
        answers: list[Outcomes[K, V]] = []
        for source, wanted in asked:
            held = source.peek(wanted, demand)
            if held is None:
                return None
            answers.append(held)
        return self._combined(keys, [source.instance for source, _ in asked], answers)

    def _asked(self, keys: Sequence[K]) -> list[tuple[Renamed[K, V], list[K]]]:
        wanted = [(s, [key for key in keys if self._route(key, s.instance)]) for s in self._sources]
        return [(source, names) for source, names in wanted if names]

    def _combined(
        self, keys: Sequence[K], instances: Sequence[str], answers: Sequence[Outcomes[K, V]]
    ) -> Outcomes[K, V]:
        told: dict[K, dict[str, Found[V] | Missing | Failed]] = {key: {} for key in keys}
        for instance, outcomes in zip(instances, answers, strict=True):
            for key, outcome in outcomes.items():
                told[key][instance] = outcome
        return {key: self._merge(key, told[key]) for key in keys}
