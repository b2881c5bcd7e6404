"""Holds that a system keeps, too: written there after ours, and taken back everywhere where one fails.

Ours comes first, so that nothing is sold twice meanwhile. Where a system refuses, what others hold already is
given back, and ours is released. Where even that fails, a person is told which holds stand there for nobody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import structlog

from domain.errors import BackendError
from domain.exceptions import Finding, Severity
from domain.ports.reservations import ReservationSink
from domain.reservations.records import Allotment, Reservation

_LOG = structlog.get_logger(__name__)

HOLD_NOT_TAKEN_BACK = "HOLD_NOT_TAKEN_BACK"
"""The code of the case of a hold in another system that belongs to no reservation."""

RaiseAll = Callable[[Iterable[Finding]], None]


@dataclass(frozen=True, slots=True)
class Sinks:
    """Systems with holds of their own, by name, and which of them keeps those of a place."""

    systems: Mapping[str, ReservationSink] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def concerned(self, reservation: Reservation) -> dict[str, list[Allotment]]:
        """The allotments that each of them is to hold."""
        found: dict[str, list[Allotment]] = {}
        for one in reservation.allotments:
            if (name := self.places.get(one.location)) is not None:
                found.setdefault(name, []).append(one)
        return found


class WritingThrough:
    """Writes to the systems that keep holds. Their ids are named after ours, so that none is held twice."""

    def __init__(self, sinks: Sinks, raise_all: RaiseAll) -> None:
        self._sinks = sinks
        self._raise_all = raise_all

    async def hold(self, reservation: Reservation) -> None:
        """Have every system hold its part, or none. Raises BackendError, after all was taken back."""
        done: list[str] = []
        for name, allotments in self._sinks.concerned(reservation).items():
            done.append(name)
            try:
                await self._sinks.systems[name].hold(reservation, allotments)
            except BackendError:
                # It may have held and failed to say so: it is asked to give back, too.
                await self._back(reservation, done)
                raise

    async def release(self, reservation: Reservation) -> None:
        """Have every system give its part back; a person is told of those that do not."""
        await self._back(reservation, self._sinks.concerned(reservation))

    async def _back(self, reservation: Reservation, names: Iterable[str]) -> None:
        for name in names:
            try:
                await self._sinks.systems[name].release(reservation.id)
            except BackendError as error:
                _LOG.error("a hold of a system was not taken back", instance=name, cause=str(error))
                self._raise_all([_finding(reservation, name, error)])


def _finding(reservation: Reservation, instance: str, error: BackendError) -> Finding:
    return Finding(
        code=HOLD_NOT_TAKEN_BACK,
        severity=Severity.CRITICAL,
        group=f"{instance}/{reservation.id}",
        subjects=(
            f"reservation:{reservation.id}",
            *(f"sku:{one.sku}@{one.location}" for one in reservation.allotments),
        ),
        systems=(instance,),
        detail=f"{instance} may still hold for reservation {reservation.id}: {error.public}",
    )
