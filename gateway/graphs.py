"""Graphs over what is kept, one after another, and who has to know which of them is served."""

from collections.abc import Callable

from domain.errors import StoreUnavailable
from gateway.file_in_use import FileInUse
from gateway.intake.present import Fed, Present
from gateway.reservations.assembled import PresentlySold
from gateway.reservations.sold import sold
from gateway.settings.instance_file import InstanceFile
from gateway.wiring.graph import Graph


class Graphs:
    """first: of the file as it was at the start. present: of the one that is served, for intake."""

    def __init__(
        self, used: FileInUse, connect: Callable[[InstanceFile], Graph], selling: PresentlySold
    ) -> None:
        self._used = used
        self._connect = connect
        self._selling = selling
        self.first = connect(used.first)
        self.present = Present(_fed(self.first))
        self._tell(self.first, used.first)

    async def another(self, *, polling: bool) -> Graph:
        """Make and start one of the file as it is now. Raises ConfigInvalid, StoreUnavailable."""
        file = await self._used.again()
        made = self._connect(file)
        try:
            await made.start(polling=polling)
        except StoreUnavailable:
            await made.aclose()
            raise
        self._used.take(file)
        self._tell(made, file)
        return made

    def _tell(self, graph: Graph, file: InstanceFile) -> None:
        self.present.take(_fed(graph))
        self._selling.take(sold(graph.readers, graph.places, file.selling))


def _fed(graph: Graph) -> Fed:
    webhooks = {each.instance: each.webhook for each in graph.systems.connections if each.webhook}
    return Fed(
        webhooks=webhooks, crosswalk=graph.crosswalk, shield=graph.shield, indexing=graph.sync.indexing
    )
