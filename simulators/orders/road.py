"""A shipment's way from the dock to the door: scans, hand-overs, customs, estimates and what goes wrong."""

from simulators.draw import Draw
from simulators.orders.facts import Fact, Kind, Shipment
from simulators.orders.timeline import Timeline
from simulators.reference.places import CUSTOMS_AT, PLACES

_TRANSIT_HOURS = {"GROUND": (40, 80), "EXPRESS": (18, 30)}
_SECOND_LEG_HOURS = 14
_CUSTOMS_HOURS = 12
_DELAY_HOURS = (6, 20)
_LATE_REPORT_HOURS = 5
_HOUR = 3600


def travel(seed: int, shipment: Shipment, start: int, story: str) -> list[Fact]:
    """Write what happens from the moment that the shipment is dispatched at `start`."""
    draw = Draw(seed, "road", shipment.lead, shipment.work)
    time = Timeline(start, shipment.work)
    time.after(draw.minutes(5, 25)).note(Kind.PICKED_UP, place=shipment.site)
    picked_up = time.at
    whole = _transit(draw, shipment)
    time.after(60).note(Kind.ESTIMATED, due=picked_up + whole)
    if shipment.legs > 1:
        _linehaul(time, draw, shipment, picked_up, whole)
    else:
        _first_hub(time, shipment, picked_up, whole)
    delay = _on_the_way(time, draw, shipment, story, picked_up + whole)
    if story in {"lost", "damaged"}:
        _go_wrong(time, draw, shipment, story)
        return time.facts
    _arrive(time, draw, shipment, story, picked_up + whole + delay)
    return time.facts


def _transit(draw: Draw, shipment: Shipment) -> int:
    hours = draw.hours(*_TRANSIT_HOURS[shipment.service])
    hours += _SECOND_LEG_HOURS * _HOUR if shipment.legs > 1 else 0
    return hours + (_CUSTOMS_HOURS * _HOUR if _customs(shipment) else 0)


def _customs(shipment: Shipment) -> str:
    return CUSTOMS_AT.get(PLACES[shipment.destination].country, "")


def _first_hub(time: Timeline, shipment: Shipment, start: int, whole: int) -> None:
    hub = PLACES[shipment.site].hub
    time.at = start + whole * 10 // 100
    time.note(Kind.HUB_ARRIVED, place=hub)
    time.at = start + whole * 20 // 100
    time.note(Kind.HUB_DEPARTED, place=hub)


def _linehaul(time: Timeline, draw: Draw, shipment: Shipment, start: int, whole: int) -> None:
    """First leg to the transfer hub; its arrival there is one that the TMS hears of hours late."""
    time.at = start + whole * 8 // 100
    time.note(Kind.HUB_DEPARTED, place=PLACES[shipment.site].hub)
    time.at = start + whole * 38 // 100
    heard = time.at + _LATE_REPORT_HOURS * _HOUR
    time.facts.append(Fact(time.at, Kind.HUB_ARRIVED, shipment.work, place=shipment.hub, heard=heard))
    time.after(draw.minutes(20, 50)).note(Kind.HANDED_OVER, place=shipment.hub)
    time.after(draw.minutes(5, 15)).note(Kind.CARRIER_RECEIVED, place=shipment.hub)
    time.at = start + whole * 50 // 100
    time.note(Kind.HUB_DEPARTED, place=shipment.hub)


def _on_the_way(time: Timeline, draw: Draw, shipment: Shipment, story: str, due: int) -> int:
    """Customs, and a delay for every second shipment of two legs; gives the delay in seconds."""
    customs = _customs(shipment)
    if customs:
        time.after(draw.hours(1, 2)).note(Kind.CUSTOMS_STARTED, place=customs)
        time.after(draw.hours(2, 5)).note(Kind.CUSTOMS_CLEARED, place=customs)
    if story != "multi_leg" or draw.chance(50):
        return 0
    delay = draw.hours(*_DELAY_HOURS)
    time.after(draw.minutes(10, 60)).note(Kind.DELAYED, place=shipment.hub, reason="weather")
    time.after(60).note(Kind.ESTIMATED, reason="weather", due=due + delay)
    return delay


def _go_wrong(time: Timeline, draw: Draw, shipment: Shipment, story: str) -> None:
    hub = PLACES[shipment.destination].hub
    time.after(draw.hours(4, 12)).note(Kind.HUB_ARRIVED, place=hub)
    if story == "lost":
        time.after(draw.hours(60, 90)).note(Kind.LOST, place=hub, reason="unknown")
        return
    time.after(draw.hours(1, 4)).note(Kind.DAMAGED, place=hub, reason="damaged")
    time.after(draw.hours(6, 20)).note(Kind.RETURNING, place=hub, reason="damaged")
    time.after(draw.hours(40, 70)).note(Kind.RETURNED, place=shipment.site, reason="damaged")


def _arrive(time: Timeline, draw: Draw, shipment: Shipment, story: str, due: int) -> None:
    city = shipment.destination
    time.at = max(time.at + _HOUR, due - draw.hours(9, 12))
    time.note(Kind.HUB_ARRIVED, place=PLACES[city].hub)
    time.at = max(time.at + _HOUR, due - draw.hours(3, 5))
    time.note(Kind.OUT_FOR_DELIVERY, place=city)
    if story == "attempted":
        time.at = max(time.at + _HOUR, due)
        time.note(Kind.ATTEMPTED, place=city, reason="nobody home")
        time.after(60).note(Kind.ESTIMATED, reason="nobody home", due=time.at + 24 * _HOUR)
        time.after(draw.hours(18, 20)).note(Kind.OUT_FOR_DELIVERY, place=city)
        due = time.at + draw.hours(2, 5)
    time.at = max(time.at + _HOUR, due - draw.minutes(0, 60))
    time.note(Kind.ARRIVED, place=city)
    time.after(draw.minutes(3, 12)).note(Kind.DELIVERED, place=city)
