"""The history of what a load's stops were expected at."""

from datetime import datetime
from typing import NamedTuple

from adapters.reading.notes import Notes
from adapters.tms_sim import wire
from adapters.tms_sim.stops import Stops, instant_at
from domain.instants import parse_instant


class Expected(NamedTuple):
    """At `told_at` the TMS expected the stop to be reached `at` that instant."""

    told_at: datetime
    at: datetime
    stop: int


def estimates(load: wire.Load, stops: Stops, notes: Notes) -> list[Expected]:
    """Every estimate that can be meant, oldest telling first."""
    told = notes.rows(load.estimates, wire.ESTIMATE, "estimates")
    expected = (notes.attempt("estimates", _expected, estimate, stops) for estimate in told)
    return sorted(filter(None, expected))


def _expected(estimate: wire.StopEstimate, stops: Stops) -> Expected:
    field = f"estimate for stop {estimate.stop}"
    location = stops.at(estimate.stop, field).location
    return Expected(
        told_at=parse_instant(estimate.made_at, field=field),
        at=instant_at(estimate, location, field),
        stop=estimate.stop,
    )
