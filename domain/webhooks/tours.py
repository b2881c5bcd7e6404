"""Which deliveries go on one tour: subjects side by side, those of a subject one after the other. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from domain.webhooks.records import Delivery


class Room(NamedTuple):
    """How much may begin: tours of this worker, and of one endpoint of all workers together.

    length: how many deliveries of an endpoint a tour may have.
    """

    most: int
    at_once: int
    length: Callable[[str], int] = lambda _endpoint: 1


def tours(due: Iterable[Delivery], out: Mapping[str, int], room: Room) -> list[Sequence[Delivery]]:
    """Deliveries for each tour. due: whose time has come, the oldest of each subject first.

    out: tours of endpoints that are under way. Who has fewest of them is next, then who has waited longest.
    """
    waiting: dict[str, list[Delivery]] = {}
    for delivery in due:
        waiting.setdefault(delivery.endpoint, []).append(delivery)
    found: list[tuple[tuple[int, float, str], Sequence[Delivery]]] = []
    for endpoint, mine in waiting.items():
        under_way = out.get(endpoint, 0)
        shared = _shared(mine, room.at_once - under_way, room.length(endpoint))
        for turn, tour in enumerate(shared, under_way + 1):
            found.append(((turn, tour[0].next_at.timestamp(), endpoint), tour))
    return [tour for _, tour in sorted(found, key=itemgetter(0))[: room.most]]


def _shared(mine: Sequence[Delivery], most: int, length: int) -> list[list[Delivery]]:
    """As many tours as may be, with one subject on one tour; what does not fit waits, and its subject."""
    found: list[list[Delivery]] = []
    of_subject: dict[str, list[Delivery] | None] = {}
    for delivery in mine:
        tour = of_subject[delivery.subject] if delivery.subject in of_subject else _next(found, most)
        of_subject[delivery.subject] = tour if tour is not None and len(tour) < length else None
        if (tour := of_subject[delivery.subject]) is not None:
            tour.append(delivery)
    return found


def _next(found: list[list[Delivery]], most: int) -> list[Delivery] | None:
    """A new tour, or the shortest where there may be no more."""
    if len(found) < most:
        found.append([])
        return found[-1]
    return min(found, key=len, default=None)
