"""Single flight among replicas, where every call costs: one asks, the others wait for its answer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol

from domain.errors import BackendTimeout
from domain.ports.cache import CacheStore
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Read, V
from gateway.shield.timing import Timing

_LOOK_EVERY = 0.05
_LONGEST = timedelta(seconds=10)


class Published(Protocol[K, V]):
    """What replicas share of one port. name: of a key, in the store."""

    def name(self, key: K) -> str: ...

    def decoded(self, body: bytes) -> Found[V] | Missing | None: ...

    async def publish(self, outcomes: Outcomes[K, V], begun: datetime) -> None: ...


class Leased(Generic[K, V]):
    """Reads what no other replica is reading, and takes the rest from the shared store when it is there."""

    def __init__(
        self, instance: str, read: Read[K, V], store: CacheStore, published: Published[K, V], timing: Timing
    ) -> None:
        self._instance = instance
        self._read = read
        self._store = store
        self._published = published
        self._clock = timing.clock
        self._sleep = timing.sleep

    async def __call__(self, keys: Sequence[K], demand: Demand, /) -> Outcomes[K, V]:
        names = {self._published.name(key): key for key in keys}
        before = await self._store.get(list(names))
        answers: dict[K, Found[V] | Missing | Failed] = {}
        while waiting := [name for name, key in names.items() if key not in answers]:
            ours = await self._store.claim(waiting, self._lifetime(demand))
            answers |= await self._ours([names[name] for name in waiting if name in ours], ours, demand)
            others = [name for name in waiting if name not in ours]
            answers |= await self._theirs({name: names[name] for name in others}, before)
            if any(key not in answers for key in names.values()):
                if self._clock.monotonic() >= demand.deadline:
                    late = BackendTimeout("was not asked: another replica asks it", backend=self._instance)
                    return dict.fromkeys(names.values(), Failed(late)) | answers
                await self._sleep(_LOOK_EVERY)
        return answers

    async def _ours(self, keys: Sequence[K], claimed: Collection[str], demand: Demand) -> Outcomes[K, V]:
        if not keys:
            return {}
        begun = self._clock.now()
        try:
            outcomes = await self._read(keys, demand)
            await self._published.publish(outcomes, begun)
            return outcomes
        finally:
            await self._store.release(claimed)

    async def _theirs(self, names: Mapping[str, K], before: Mapping[str, bytes]) -> Outcomes[K, V]:
        """What another replica has brought since; one that failed gives its claim back and brings nothing."""
        now = await self._store.get(list(names)) if names else {}
        brought = (
            (names[name], self._published.decoded(body))
            for name, body in now.items()
            if body != before.get(name)
        )
        return {key: outcome for key, outcome in brought if outcome is not None}

    def _lifetime(self, demand: Demand) -> timedelta:
        left = timedelta(seconds=max(demand.deadline - self._clock.monotonic(), 0.1))
        return min(left, _LONGEST)
