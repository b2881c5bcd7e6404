"""Legs with the times at their two stops: actual where told, else expected, else planned."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.reading.notes import Notes
from adapters.tms_sim import wire
from adapters.tms_sim.mapping_estimates import Expected
from adapters.tms_sim.mapping_messages import Told
from adapters.tms_sim.stops import Stops, instant_at, place
from adapters.tms_sim.vocabulary import ARRIVALS, DEPARTURES
from domain.milestones import Classifier
from domain.shipments import Leg


@dataclass(frozen=True, slots=True)
class StopTimes:
    """What is known of when a load is where: `planned` by the sequence of the stop."""

    told: Sequence[Told]
    expected: Sequence[Expected]
    planned: Mapping[int, datetime]

    def departure(self, leg: wire.Leg) -> tuple[datetime | None, Classifier]:
        """When the leg leaves its first stop; the TMS estimates arrivals only."""
        actual = self._happened(leg, leg.from_stop, DEPARTURES)
        if actual:
            return actual, Classifier.ACTUAL
        return self.planned.get(leg.from_stop), Classifier.PLANNED

    def arrival(self, leg: wire.Leg) -> tuple[datetime | None, Classifier]:
        """When the leg reaches its last stop."""
        actual = self._happened(leg, leg.to_stop, ARRIVALS)
        if actual:
            return actual, Classifier.ACTUAL
        expected = [estimate.at for estimate in self.expected if estimate.stop == leg.to_stop]
        if expected:
            return expected[-1], Classifier.ESTIMATED
        return self.planned.get(leg.to_stop), Classifier.PLANNED

    def _happened(self, leg: wire.Leg, stop: int, codes: Container[str]) -> datetime | None:
        times = (
            milestone.occurred_at
            for message, milestone in self.told
            if message.stop == stop and message.leg in {None, leg.sequence} and message.status_code in codes
        )
        return min(times, default=None)


def legs(load: wire.Load, stops: Stops, times: StopTimes, notes: Notes) -> tuple[Leg, ...]:
    """The legs between stops of the load, in their order."""
    in_order = sorted(load.legs, key=lambda leg: leg.sequence)
    made = (notes.attempt("legs", _leg, leg, stops, times) for leg in in_order)
    return tuple(leg for leg in made if leg is not None)


def planned(load: wire.Load, notes: Notes) -> dict[int, datetime]:
    """The plan for each stop that has one, by the stop's sequence."""
    plan: dict[int, datetime] = {}
    for stop in load.stops:
        if stop.planned is None:
            continue
        field = f"stop {stop.sequence}"
        at = notes.attempt("stops.planned", instant_at, stop.planned, stop.location, field)
        if at is not None:
            plan[stop.sequence] = at
    return plan


def _leg(leg: wire.Leg, stops: Stops, times: StopTimes) -> Leg:
    """A linehaul has a PRO number where parcels have a tracking number each."""
    field = f"leg {leg.sequence}"
    departs_at, departure = times.departure(leg)
    arrives_at, arrival = times.arrival(leg)
    return Leg(
        sequence=leg.sequence,
        carrier=leg.carrier.scac if leg.carrier else "",
        service=leg.mode,
        tracking_number=next(iter(leg.tracking_numbers), leg.pro_number or ""),
        origin=place(stops.at(leg.from_stop, field).location),
        destination=place(stops.at(leg.to_stop, field).location),
        departs_at=departs_at,
        departure=departure,
        arrives_at=arrives_at,
        arrival=arrival,
    )
