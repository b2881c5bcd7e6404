"""The port of a crosswalk that learns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.exceptions import Finding
from domain.identifiers import Link
from domain.ports.state import Crosswalk


class LearningCrosswalk(Crosswalk, Protocol):
    """A crosswalk that keeps what it is told, in any order, once or often."""

    async def learn(self, links: Sequence[Link], now: datetime) -> Sequence[Finding]:
        """Keep claims; the findings are the conflicts that they are part of. Raises StoreUnavailable.

        A link without `learned_at` is told now. What is declared already is not kept a second time.
        """
        ...
