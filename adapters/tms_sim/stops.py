"""The stops of a load: which comes first and last, and what time it is there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from adapters.tms_sim import wire
from domain.errors import ImpossibleValue
from domain.instants import parse_instant

LOCAL = "LT"
UNIVERSAL = "UT"
"""Time codes: local time of the stop, UTC."""

PICKUP = "PICKUP"
"""The type of a stop where goods are taken up at the shipper's."""

_DATE = re.compile(r"[0-9]{8}")
_TIME = re.compile(r"[0-9]{4}(?:[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Stops:
    """The stops of one load by their sequence."""

    by_sequence: dict[int, wire.Stop]
    first: int
    last: int

    @classmethod
    def of(cls, stops: Iterable[wire.Stop]) -> Self:
        by_sequence = {stop.sequence: stop for stop in stops}
        return cls(by_sequence, min(by_sequence, default=0), max(by_sequence, default=0))

    def at(self, sequence: int, field: str) -> wire.Stop:
        """The stop; raises ImpossibleValue where the load has none of that number."""
        if sequence not in self.by_sequence:
            raise ImpossibleValue(f"{str(sequence)[:20]} is not a stop of this load", field=field)
        return self.by_sequence[sequence]

    def place(self, sequence: int) -> str:
        """The place of a stop in words; nothing where the load has no such stop."""
        stop = self.by_sequence.get(sequence)
        return place(stop.location) if stop else ""

    def site(self, sequence: int | None) -> str:
        """The TMS's code of a stop that is one of the shipper's sites; nothing for any other place.

        Only where goods are picked up is the shipper's: hubs are the carriers', the rest consignees'.
        """
        stop = self.by_sequence.get(sequence) if sequence is not None else None
        return stop.location.code if stop and stop.type == PICKUP else ""


def instant_at(moment: wire.Moment, location: wire.Location, field: str) -> datetime:
    """The instant of date, time and time code at a place. Raises ImpossibleValue, never guesses a zone."""
    if moment.time_code == UNIVERSAL:
        return instant(moment, "UTC", field)
    if moment.time_code != LOCAL:
        raise ImpossibleValue(f"time code '{moment.time_code[:10]}' is not LT or UT", field=field)
    if not location.time_zone:
        raise ImpossibleValue(f"the zone of '{location.code}' is not told", field=field)
    return instant(moment, location.time_zone, field)


def instant(moment: wire.Moment, zone: str, field: str) -> datetime:
    """The instant of date and time in a zone. Raises ImpossibleValue for what cannot be meant."""
    if not (_DATE.fullmatch(moment.date) and _TIME.fullmatch(moment.time)):
        shown = f"{moment.date[:20]} {moment.time[:20]}"
        raise ImpossibleValue(f"'{shown}' is not YYYYMMDD with HHMM or HHMMSS", field=field)
    return parse_instant(f"{moment.date}T{moment.time}", zone=zone, field=field)


def place(location: wire.Location) -> str:
    """The place in words, without a consignee's name."""
    return ", ".join(filter(None, (location.city, location.region, location.country)))
