"""What all connections of a process share."""

from typing import Protocol

from gateway.edge.streams.bounds import Bounds
from gateway.edge.streams.holders import Holders
from gateway.edge.streams.operations import Operations
from gateway.live.groups import Groups


class Served(Protocol):
    """What all connections share."""

    @property
    def holders(self) -> Holders: ...

    @property
    def operations(self) -> Operations: ...

    @property
    def groups(self) -> Groups: ...

    @property
    def bounds(self) -> Bounds: ...

    def ended(self, code: int) -> None:
        """A connection was closed by us."""
        ...
