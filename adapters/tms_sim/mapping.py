"""From a load to the shipment that it carries: pure, and what cannot be meant becomes a finding."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from adapters.reading.notes import Notes
from adapters.reading.subjects import shipment_subject
from adapters.tms_sim import wire
from adapters.tms_sim.mapping_estimates import Expected, estimates
from adapters.tms_sim.mapping_legs import StopTimes, legs, planned
from adapters.tms_sim.mapping_messages import Told, messages
from adapters.tms_sim.stops import Stops
from adapters.tms_sim.vocabulary import KIND_OF, LOAD_STATUSES, PROVEN_BY_STATUS, SHIPMENT
from domain.identifiers import Identifier, IdentifierKind, identifier
from domain.instants import parse_instant
from domain.milestones import Milestone
from domain.ports.reading import Found
from domain.shipments import Estimate, Shipment


def shipment(load: wire.Load, reference: str, instance: str, fetched_at: datetime) -> Found[Shipment]:
    """The load as the shipment that its shipper calls `reference`.

    Raises ImpossibleValue where one of its numbers cannot name anything.
    """
    notes = Notes(instance, shipment_subject(reference))
    stops = Stops.of(load.stops)
    told = messages(load, stops, notes)
    expected = estimates(load, stops, notes)
    times = StopTimes(told, expected, planned(load, notes))
    as_of = notes.attempt("updatedAt", parse_instant, load.updated_at)
    carrier, tracking_numbers = _delivering(load)
    value = Shipment(
        id=reference,
        sources=(instance,),
        carrier=carrier,
        tracking_numbers=tracking_numbers,
        legs=legs(load, stops, times, notes),
        origin=stops.site(stops.first),
        destination=stops.place(stops.last),
        milestones=(*_proven(load, told, as_of, notes), *(milestone for _, milestone in told)),
        estimates=_of_delivery(expected, stops, instance),
        identifiers=tuple(_identifiers(load, instance)),
        as_of=as_of,
    )
    return notes.found(value, as_of, fetched_at)


def shipment_references(references: Iterable[wire.Reference]) -> list[str]:
    """What the shipper calls the shipments of a load."""
    own = (reference.value for reference in references if reference.type == SHIPMENT)
    return list(dict.fromkeys(filter(None, own)))


def _delivering(load: wire.Load) -> tuple[str, tuple[str, ...]]:
    """The carrier to the door and its number for each package: the legs before hand over to it."""
    if not load.legs:
        return "", ()
    last = max(load.legs, key=lambda leg: leg.sequence)
    carrier = last.carrier.scac if last.carrier else ""
    return carrier, tuple(dict.fromkeys(filter(None, last.tracking_numbers)))


def _identifiers(load: wire.Load, instance: str) -> Iterator[Identifier]:
    named = [(IdentifierKind.LOAD, load.load_number)]
    named += [(KIND_OF[told.type], told.value) for told in load.references if told.type in KIND_OF]
    for leg in load.legs:
        named += [
            (IdentifierKind.TRACKING, number) for number in (leg.pro_number or "", *leg.tracking_numbers)
        ]
    for kind, value in dict.fromkeys(named):
        if value.strip():
            yield identifier(kind, instance, value, field=f"references.{kind}")


def _proven(
    load: wire.Load, told: Sequence[Told], as_of: datetime | None, notes: Notes
) -> Iterator[Milestone]:
    """What the load's own status says and no message does; it became so with the last update."""
    notes.unless_known("load status", load.status, LOAD_STATUSES)
    code = PROVEN_BY_STATUS.get(load.status)
    if code is None or as_of is None or code in {milestone.code for _, milestone in told}:
        return
    yield Milestone(
        code=code,
        occurred_at=as_of,
        source=notes.instance,
        reference=load.load_number,
        raw_code=load.status,
    )


def _of_delivery(expected: Sequence[Expected], stops: Stops, instance: str) -> tuple[Estimate, ...]:
    return tuple(
        Estimate(at=estimate.at, source=instance, told_at=estimate.told_at)
        for estimate in expected
        if estimate.stop == stops.last
    )
