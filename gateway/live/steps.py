"""What is pushed at once to everybody of a group, and from where to where it takes those who get it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from gateway.live.words import Item


class Step(NamedTuple):
    """Items that take whoever was told everything up to `before` to `upto`, positions of the log.

    Whoever had only some of its items had none of it: a transport takes all of them, or none.
    """

    before: int
    upto: int
    items: Sequence[Item]


class Sink(Protocol):
    """Where the items of one stream go: a transport's way to one client."""

    def push(self, items: Sequence[Item]) -> bool:
        """Send them, at once or as soon as can be; whether more may come now. Raises nothing."""
        ...

    async def ready(self) -> None:
        """Return when more may come."""
        ...

    def failed(self, error: Exception) -> None:
        """The stream is over, because of this. It was closed before this is called."""
        ...


class LiveWatch(Protocol):
    """Is told what goes on."""

    def pushed(self, items: int) -> None:
        """So many items were given to transports."""
        ...

    def overflown(self) -> None:
        """Somebody was too slow, and goes back to reading the log."""
        ...

    def lost(self) -> None:
        """Somebody was told of a gap."""
        ...

    def streams(self, streams: int) -> None:
        """So many are open now."""
        ...

    def groups(self, groups: int) -> None:
        """So many are there now."""
        ...
