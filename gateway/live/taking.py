"""Who takes what a group pushes."""

from typing import Protocol

from domain.partners import Principal
from gateway.live.steps import Step


class Taker(Protocol):
    """A member of a group, as the group knows it."""

    @property
    def asker(self) -> Principal:
        """Who follows."""
        ...

    def take(self, step: Step) -> None:
        """Send it, or keep it for later. Steps come in their order, each from where the last one ended."""
        ...

    def fail(self, error: Exception) -> None:
        """End: what should come next cannot be shown."""
        ...
