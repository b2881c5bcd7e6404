"""The history of what a load's stops were expected at."""

from datetime import datetime
from typing import NamedTuple

from adapters.tms_sim import wire
from adapters.tms_sim.stops import Stops, instant_at
from adapters.transport.decode import records
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import Finding, bad_value
from domain.instants import parse_instant


class Expected(NamedTuple):
    """At `told_at` the TMS expected the stop to be reached `at` that instant."""

    told_at: datetime
    at: datetime
    stop: int


def estimates(
    load: wire.Load, stops: Stops, instance: str, subject: str
) -> tuple[list[Expected], list[Finding]]:
    """Every estimate that can be meant, oldest telling first."""
    expected: list[Expected] = []
    findings: list[Finding] = []
    for estimate in records(load.estimates, wire.ESTIMATE, instance):
        if isinstance(estimate, ReplyInvalid):
            findings.append(bad_value(instance, "estimates", estimate.path, subject))
            continue
        try:
            expected.append(_expected(estimate, stops))
        except ImpossibleValue as error:
            findings.append(bad_value(instance, "estimates", str(error), subject))
    return sorted(expected), findings


def _expected(estimate: wire.StopEstimate, stops: Stops) -> Expected:
    field = f"estimate for stop {estimate.stop}"
    location = stops.at(estimate.stop, field).location
    return Expected(
        told_at=parse_instant(estimate.made_at, field=field),
        at=instant_at(estimate, location, field),
        stop=estimate.stop,
    )
