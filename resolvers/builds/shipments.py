"""What is derived of a shipment, with the words of the carriers that have its tracking numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.catalog import Location
from domain.folds import shipment_status as folds
from domain.folds.leg_facts import leg_facts, leg_numbers
from domain.folds.overdue import DueRule, Overdue, overdue_of_shipment
from domain.milestones import FaultParty, Milestone, actual, standing
from domain.orders import Order
from domain.partners import Principal
from domain.ports.reading import Found, Outcomes
from domain.shipments import Delay, Estimate, Shipment, ShipmentStatus, Track
from resolvers.batched import certain, value_of, values_of

Tracks = Outcomes[str, Track]


def tracking_numbers(shipment: Shipment, _: Principal) -> Sequence[str]:
    """Keys: one track for each of its pieces, and one for each leg that another carrier takes."""
    return (*shipment.tracking_numbers, *leg_numbers(shipment))


def status(shipment: Shipment, tracks: Tracks, _: Principal) -> ShipmentStatus:
    """The fold over each tracked piece; raises where a system's word is missing."""
    return folds.status_of_all(folds.shipment_status(piece) for piece in _pieces(shipment, tracks))


def milestones(shipment: Shipment, tracks: Tracks, _: Principal) -> list[Milestone]:
    """One timeline of warehouse, transport and carriers, as far as they answer."""
    return _timeline(
        shipment, _known(tracks, shipment.tracking_numbers), _known(tracks, leg_numbers(shipment))
    )


def estimates(shipment: Shipment, tracks: Tracks, _: Principal) -> list[Estimate]:
    """Every estimate that was told by those who answer, the current one last."""
    return _told(shipment, _known(tracks, shipment.tracking_numbers))


def eta(shipment: Shipment, tracks: Tracks, _: Principal) -> Estimate | None:
    """The current estimate; raises where a system that may have a newer one could not say."""
    return folds.current_estimate(_told(shipment, _every_track(shipment, tracks)))


def delay(shipment: Shipment, tracks: Tracks, _: Principal) -> Delay | None:
    """How far the last piece misses the promise; raises where a system's word is missing."""
    told = _told(shipment, _every_track(shipment, tracks))
    missed = (folds.delay(shipment.promised_at, told, piece) for piece in _pieces(shipment, tracks))
    return max((late for late in missed if late is not None), key=lambda late: late.by, default=None)


def reason(shipment: Shipment, tracks: Tracks, _: Principal) -> str | None:
    """The last reason that any system gave; raises where a system's word is missing."""
    cause = last_cause(_whole_timeline(shipment, tracks))
    return cause.reason if cause else None


def fault(shipment: Shipment, tracks: Tracks, _: Principal) -> FaultParty | None:
    """Who was last said to have caused trouble; raises where a system's word is missing."""
    cause = last_cause(_whole_timeline(shipment, tracks))
    return cause.fault if cause else None


def overdue(shipment: Shipment, tracks: Tracks, rules: Sequence[DueRule], now: datetime) -> list[Overdue]:
    """What is due of it and has not come, by the word of every system that could know better."""
    return overdue_of_shipment(shipment, _whole_timeline(shipment, tracks), rules, now)


def order_numbers(shipment: Shipment, _: Principal) -> Sequence[str]:
    """Keys: the orders that travel in it."""
    return _orders(shipment)


def orders(shipment: Shipment, known: Outcomes[str, Order], _: Principal) -> list[Order]:
    """The orders that travel in it, as far as the principal may see them."""
    return values_of(known, _orders(shipment))


def origin_key(shipment: Shipment, _: Principal) -> Sequence[str]:
    """Key: the place that it left."""
    return [shipment.origin] if shipment.origin else []


def origin(shipment: Shipment, places: Outcomes[str, Location], _: Principal) -> Location | None:
    """The place that it left."""
    return value_of(places, shipment.origin) if shipment.origin else None


def track_status(track: Track) -> ShipmentStatus:
    """The fold over what one carrier tells."""
    return folds.shipment_status(track.milestones)


def track_eta(track: Track) -> Estimate | None:
    """The carrier's current estimate."""
    return folds.current_estimate(track.estimates)


def track_milestones(track: Track) -> list[Milestone]:
    """What the carrier tells, oldest first."""
    return standing(track.milestones)


def last_cause(facts: Iterable[Milestone]) -> Milestone | None:
    """The last fact that gives a reason or names who is at fault."""
    return next((m for m in reversed(actual(facts)) if m.reason or m.fault), None)


def _orders(shipment: Shipment) -> list[str]:
    return list(dict.fromkeys(content.order for content in shipment.contents))


def _every_track(shipment: Shipment, tracks: Tracks) -> list[Track]:
    """The tracks of its pieces; raises where transport or a carrier could not say."""
    if shipment.gaps:
        raise shipment.gaps[0]
    return _certain(tracks, shipment.tracking_numbers)


def _certain(tracks: Tracks, numbers: Iterable[str]) -> list[Track]:
    told = (certain(tracks, number) for number in numbers)
    return [track for track in told if track is not None]


def _pieces(shipment: Shipment, tracks: Tracks) -> list[tuple[Milestone, ...]]:
    """The facts of each tracked piece, with those of the whole. One unknown to its carrier has only these."""
    known = {track.tracking_number: track.milestones for track in _every_track(shipment, tracks)}
    whole = (*shipment.milestones, *leg_facts(shipment, _certain(tracks, leg_numbers(shipment))))
    pieces = [(*whole, *known.get(number, ())) for number in shipment.tracking_numbers]
    return pieces or [whole]


def _known(tracks: Tracks, numbers: Iterable[str]) -> list[Track]:
    told = (tracks[number] for number in numbers)
    return [outcome.value for outcome in told if isinstance(outcome, Found)]


def _whole_timeline(shipment: Shipment, tracks: Tracks) -> list[Milestone]:
    """Raises where a system's word is missing."""
    every = _every_track(shipment, tracks)
    return _timeline(shipment, every, _certain(tracks, leg_numbers(shipment)))


def _timeline(shipment: Shipment, pieces: Iterable[Track], legs: Iterable[Track]) -> list[Milestone]:
    of_pieces = (fact for track in pieces for fact in track.milestones)
    return standing([*shipment.milestones, *of_pieces, *leg_facts(shipment, legs)])


def _told(shipment: Shipment, tracks: Sequence[Track]) -> list[Estimate]:
    known = {*shipment.estimates, *(estimate for track in tracks for estimate in track.estimates)}
    return sorted(known, key=folds.told)
