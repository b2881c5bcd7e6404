"""The ports of the freshness cache: shared bytes, news of what changed, and what was known last."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeAlias

import msgspec

from domain.freshness import Rank


class Ranked(NamedTuple):
    """Bytes, and how new a value they are."""

    rank: Rank
    body: bytes


class CacheStore(Protocol):
    """Bytes by key, shared by all replicas or this process's own; it may forget anything at any time.

    Where the store cannot be reached it has nothing and keeps nothing: no method raises for that.
    """

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """What is kept of these; the others are left out."""
        ...

    async def put(self, entries: Mapping[str, Ranked], lifetime: timedelta) -> None:
        """Keep these for at most `lifetime`, each in the place of what is kept, unless that is newer."""
        ...

    async def drop(self, keys: Collection[str], until: datetime) -> None:
        """Forget of these what was known no later than that, and for a while keep nothing of before it."""
        ...

    async def claim(self, keys: Collection[str], lifetime: timedelta) -> frozenset[str]:
        """Take those that nobody holds, for `lifetime`; gives them. All, where nobody can be asked."""
        ...

    async def release(self, keys: Collection[str]) -> None:
        """Give back what `claim` gave to this process and is still its own."""
        ...

    async def aclose(self) -> None:
        """Give back every connection."""
        ...


class Outdated(msgspec.Struct, frozen=True, tag=True):
    """These things of an instance are not as they were read any more. subjects: `kind:name`, in its names.

    at: what is read from then on is not meant; without it, what is read after this was heard. but: ports of
    which the newer records have been told.
    """

    instance: str
    subjects: tuple[str, ...]
    at: datetime | None = None
    but: tuple[str, ...] = ()


class Renewed(msgspec.Struct, frozen=True, tag=True):
    """Newer records of a port than were read before are in the store that replicas share.

    place: where the instance is. ranks: how new each is, by its key as text.
    """

    instance: str
    port: str
    place: str
    ranks: Mapping[str, Rank]


class Heard(msgspec.Struct, frozen=True, tag=True):
    """Everything that changed in an instance up to `until` has been told."""

    instance: str
    until: datetime


class PartnersChanged(msgspec.Struct, frozen=True, tag=True):
    """The registry of partners is not as it was."""


class LogGrew(msgspec.Struct, frozen=True, tag=True):
    """There are new events in the log."""


class Lost(msgspec.Struct, frozen=True, tag=True):
    """News may have been lost: nothing that was read before is certain any more."""


class PositionsReached(msgspec.Struct, frozen=True, tag=True):
    """Kept positions have in them what the log tells up to here; what that made old was told before."""

    position: int


News: TypeAlias = Outdated | Renewed | Heard | PartnersChanged | LogGrew | PositionsReached | Lost
Hear = Callable[[News], None]


class Signal(Protocol):
    """Tells every replica at once. What one process tells arrives in the order in which it was told.

    Whoever may have missed something hears Lost before anything else. Nothing raises for a lost connection.
    """

    async def tell(self, news: News) -> None:
        """In this process it is heard before this returns, in the others in less than a second."""
        ...

    def listen(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` for all news from now on; gives what ends that."""
        ...

    async def start(self) -> None:
        """Begin to hear the other replicas."""
        ...

    async def aclose(self) -> None:
        """Hear and tell nothing more."""
        ...


class KeptValue(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it was last read. key: of its port, as text; form: how `body` is encoded.

    fetched_at: up to when it was known to be so when it came, which is when it was read or told to be so.
    """

    instance: str
    port: str
    key: str
    form: str
    fetched_at: datetime
    body: bytes


class LastKnown(Protocol):
    """The last known good value of everything, in our store. Raises StoreUnavailable."""

    async def keep(self, values: Sequence[KeptValue]) -> None:
        """Keep each in the place of an older one; a younger one stays."""
        ...

    async def known(self, instance: str, port: str, keys: Sequence[str]) -> Mapping[str, KeptValue]:
        """What is kept of these; the others are left out."""
        ...

    async def prune(self, *, before: datetime, most: int) -> int:
        """Take out what was read before then, and the oldest beyond so many; gives how many went."""
        ...
