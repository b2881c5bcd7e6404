"""What is declared: the instance file's rows and rules, and behind them the rows that were imported."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta

import structlog

from domain.errors import StoreUnavailable
from domain.identifiers import Link
from domain.ports.state import Clock
from gateway.settings.naming.links import DeclaredLink, told_apart
from gateway.settings.naming.names import NameRules
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.store.links.sql_links import Edition, SqlLinks

LOOKED_AT = timedelta(seconds=30)
"""So long may an import go unseen by a running process."""

_LOG = structlog.get_logger(__name__)
_NOTHING = Edition(0, None, None)


class Declarations:
    """Holds one crosswalk over all of it in memory, made anew when something was imported.

    A row of the instance file goes before an imported one that contradicts it.
    """

    def __init__(
        self,
        links: SqlLinks,
        clock: Clock,
        rows: Sequence[DeclaredLink],
        rules: NameRules,
        instances: Collection[str],
    ) -> None:
        self._links = links
        self._clock = clock
        self._rows = rows
        self._rules = rules
        self._instances = instances
        self._edition = _NOTHING
        self._next_look = clock.monotonic()
        self._looking = asyncio.Lock()
        self._has_looked = False
        self.crosswalk = self._made(())

    def is_due(self) -> bool:
        """Whether imports are to be looked for before anything is answered from memory."""
        return not self._has_looked or self._clock.monotonic() >= self._next_look

    async def load(self) -> None:
        """The first look, before anybody is answered. Raises StoreUnavailable."""
        async with self._looking:
            await self.reload()
            self._looked()

    async def refresh(self) -> None:
        """Look for imports where the last look is long ago; without the database nothing changes.

        The first look is waited for by all, later ones by whoever makes them.
        """
        if not self.is_due():
            return
        async with self._looking:
            if not self.is_due():
                return
            self._next_look = self._clock.monotonic() + LOOKED_AT.total_seconds()
            await self._look()
            self._looked()

    def _looked(self) -> None:
        self._next_look = self._clock.monotonic() + LOOKED_AT.total_seconds()
        self._has_looked = True

    async def _look(self) -> None:
        try:
            await self.reload()
        except StoreUnavailable as error:
            _LOG.error("imported links cannot be read: the last known stand", cause=error.cause)

    async def reload(self) -> None:
        """Take in what was imported. Raises StoreUnavailable."""
        edition = await self._links.edition()
        if edition != self._edition:
            imported = await self._links.declared()
            self.crosswalk = await asyncio.to_thread(self._made, imported)
            self._edition = edition

    def _made(self, imported: Sequence[Link]) -> DeclaredCrosswalk:
        behind = (as_row(link) for link in imported)
        rows, wrong = told_apart((*self._rows, *behind)) if imported else (self._rows, [])
        if wrong:
            _LOG.error(
                "imported links contradict others and do not hold", count=len(wrong), first=wrong[0].public
            )
        return DeclaredCrosswalk(rows, self._rules, self._instances)


def as_row(link: Link) -> DeclaredLink:
    """An imported link as a declared row; its place is the database."""
    return DeclaredLink(link.identifier, link.ours, "an earlier import")
