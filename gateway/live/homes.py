"""Where a member is at home: its group, and what all members share."""

from typing import Protocol

from gateway.live.reading import Reader
from gateway.live.taking import Taker
from gateway.live.words import Live


class Joined(Protocol):
    """The group of a member, as the member knows it."""

    @property
    def position(self) -> int: ...

    def leave(self, member: Taker) -> None: ...


class Home(Protocol):
    """Where members find their groups, and what they share. room: steps that may wait for one of them."""

    @property
    def reader(self) -> Reader: ...

    @property
    def room(self) -> int: ...

    def join(self, live: Live, member: Taker) -> Joined:
        """Raises Overloaded where there are too many groups."""
        ...

    def left(self, member: Taker) -> None: ...
