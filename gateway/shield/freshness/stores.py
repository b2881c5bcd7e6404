"""The tiers behind memory, for one reader: bytes that replicas share, and last known values in our store."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic

from domain.freshness import Rank, rank_of
from domain.ports.cache import KeptValue, Ranked, Renewed
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, V
from gateway.shield.freshness.behind import SharedDrop, SharedWrite, Stores, known_last, write_shared
from gateway.shield.freshness.encoding import Codec, Encoded, Stored
from gateway.shield.freshness.entries import Entry
from gateway.shield.freshness.records import Cached

_LONGEST_SHARED = timedelta(days=1)
_KEEP_EVERY = timedelta(minutes=10)
"""So often an unchanged value is kept anew, so that what is kept does not look older than it is."""


class Tiers(Generic[K, V]):
    """Reads and writes both."""

    def __init__(self, cached: Cached[K, V], stores: Stores) -> None:
        self._cached = cached
        self.port = cached.records.port.name
        self._codec: Codec[V] = Codec(cached.records.record)
        self._prefix = f"{self._codec.form}:{cached.instance}:{cached.place}:{self.port}:"
        self._stores = stores

    def name(self, key: K) -> str:
        """The key in the shared store."""
        return f"{self._prefix}{self._cached.records.text(key)}"

    def decoded(self, body: bytes) -> Found[V] | Missing | None:
        """An outcome that another replica wrote."""
        stored = self._codec.decoded(body)
        return None if stored is None else stored.outcome

    def encoded(self, outcome: Found[V] | Missing, fetched_at: datetime) -> Encoded | None:
        """The outcome as it is kept."""
        return self._codec.encoded(outcome, fetched_at)

    async def shared(self, keys: Sequence[K]) -> Mapping[K, tuple[Stored[V], int]]:
        """What is kept for all replicas, and of how many bytes it is."""
        if self._stores.store is None:
            return {}
        names = {self.name(key): key for key in keys}
        bodies = await self._stores.store.get(list(names))
        read = {names[name]: (self._codec.decoded(body), len(body)) for name, body in bodies.items()}
        return {key: (stored, size) for key, (stored, size) in read.items() if stored is not None}

    async def last(self, keys: Sequence[K]) -> Mapping[K, tuple[Stored[V], int]]:
        """The last that was known, from our store."""
        if self._stores.last is None:
            return {}
        texts = {self._cached.records.text(key): key for key in keys}
        values = await known_last(self._stores.last, self._cached.instance, self.port, list(texts))
        own = [each for each in values if each.form == self._codec.form]
        read = {texts[each.key]: (self._codec.decoded(each.body), len(each.body)) for each in own}
        return {key: (stored, size) for key, (stored, size) in read.items() if stored is not None}

    def share(self, key: K, entry: Entry[V], body: bytes) -> None:
        """Keep this for all replicas, behind the answer."""
        if self._stores.shared is not None:
            self._stores.shared.offer((self.write(key, entry, body),))

    def write(self, key: K, entry: Entry[V], body: bytes) -> SharedWrite:
        """How an entry is kept for all replicas."""
        return SharedWrite(self.name(key), Ranked(entry.rank, body), self._lifetime(entry.outcome), entry)

    async def put(self, writes: Iterable[SharedWrite]) -> None:
        """Keep these for all replicas before this returns."""
        if self._stores.store is not None:
            await write_shared(self._stores.store, writes)

    def forget(self, keys: Sequence[K], until: datetime) -> None:
        """Keep nothing of these for anybody that was known by then."""
        if self._stores.shared is not None and keys:
            self._stores.shared.offer([SharedDrop(self.name(key), until) for key in keys])

    def renewed(self, ranks: Mapping[K, Rank]) -> Renewed:
        """What is told of newer records of these ranks, once they are shared."""
        texts = {self._cached.records.text(key): rank for key, rank in ranks.items()}
        return Renewed(self._cached.instance, self.port, self._cached.place, texts)

    def are_of(self, news: Renewed) -> bool:
        """Whether news are of these records."""
        meant = (self._cached.instance, self.port, self._cached.place)
        return (news.instance, news.port, news.place) == meant

    async def publish(self, outcomes: Outcomes[K, V], begun: datetime) -> None:
        """Keep these for all replicas before this returns. begun: when they were asked for."""
        told = ((key, each) for key, each in outcomes.items() if not isinstance(each, Failed))
        writes = (self._unheld(key, outcome, begun) for key, outcome in told)
        await self.put([write for write in writes if write is not None])

    def to_keep(self, key: K, entry: Entry[V], encoded: Encoded, now: datetime) -> KeptValue | None:
        """The value for our store, where it is not there already."""
        digest, since = entry.kept
        if isinstance(entry.outcome, Missing) or (digest == encoded.digest and now - since < _KEEP_EVERY):
            return None
        entry.kept = (encoded.digest, now)
        return KeptValue(
            instance=self._cached.instance,
            port=self.port,
            key=self._cached.records.text(key),
            form=self._codec.form,
            fetched_at=entry.rank.known_at,
            body=encoded.body,
        )

    async def keep(self, values: Sequence[KeptValue], *, waiting: bool) -> None:
        """Hand values to our store, behind the answer. waiting: go no faster than they can be written."""
        if self._stores.kept is None or not values:
            return
        if waiting:
            await self._stores.kept.put(values)
        else:
            self._stores.kept.offer(values)

    def _unheld(self, key: K, outcome: Found[V] | Missing, begun: datetime) -> SharedWrite | None:
        fetched_at = read_at(outcome, begun)
        encoded = self._codec.encoded(outcome, fetched_at)
        if encoded is None:
            return None
        ranked = Ranked(rank_of(outcome.stamps, fetched_at), encoded.body)
        return SharedWrite(self.name(key), ranked, self._lifetime(outcome))

    def _lifetime(self, outcome: Found[V] | Missing) -> timedelta:
        terms = self._cached.terms
        return min(terms.keep, _LONGEST_SHARED) if isinstance(outcome, Found) else terms.negative


def read_at(outcome: Found[V] | Missing, begun: datetime) -> datetime:
    """When a value was read: as its reader says, else when the call began."""
    told = [stamp.fetched_at for stamp in outcome.stamps if stamp.fetched_at is not None]
    return min(told, default=begun)
