"""Tracks of the principal's own parcels, whether their numbers come from a shipment or from the caller."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from domain.identifiers import Identifier, IdentifierKind
from domain.orders import Fulfilment
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Outcome, Outcomes, Reader
from domain.ports.state import Crosswalk
from domain.rows.own_parts import own_track
from domain.search.terms import TermKind
from domain.shipments import Track
from resolvers.rows.admission import Admission, OwnShipment

_ANY = ""
"""A tracking number means the same in every instance."""


class OwnTracks:
    """TRACKING: numbers that own shipments show. Others lead by the index to own orders, which are looked at.

    Carriers give a number out again after some months. Of one that is another shipment's by now nothing is
    told, as far as the crosswalk knows of that.
    """

    def __init__(
        self,
        tracking: Reader[str, Track],
        fulfilments: Reader[str, Fulfilment],
        crosswalk: Crosswalk,
        admission: Admission,
    ) -> None:
        self._tracking = tracking
        self._fulfilments = fulfilments
        self._crosswalk = crosswalk
        self._admission = admission

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Track]:
        numbers = list(dict.fromkeys(keys))
        failed = await self._looked_up([key for key in numbers if key not in self._admission.parcels], demand)
        shown = [key for key in numbers if key in self._admission.parcels]
        own = self._own(shown, await self._crosswalk.ours(_codes(shown)) if shown else {})
        told = await self._tracking.read(list(own), demand) if own else {}
        return {**dict.fromkeys(keys, MISSING), **failed, **_seen(told, own)}

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Track] | None:
        """Only numbers that own shipments have shown already."""
        if any(key not in self._admission.parcels for key in keys):
            return None
        meant = self._crosswalk.peek_ours(_codes(keys))
        own = {} if meant is None else self._own(keys, meant)
        told = self._tracking.peek(list(own), demand) if own else {}
        return None if meant is None or told is None else {**dict.fromkeys(keys, MISSING), **_seen(told, own)}

    async def _looked_up(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Failed]:
        """Look at the orders of these numbers; what shows them is known from then on. What could not say."""
        named = await self._admission.named(TermKind.TRACKING, keys) if keys else {}
        orders = list(dict.fromkeys(number for numbers in named.values() for number in numbers))
        told = await self._fulfilments.read(orders, demand) if orders else {}
        failed = {number: outcome for number, outcome in told.items() if isinstance(outcome, Failed)}
        return {
            key: failed[number] for key, numbers in named.items() for number in numbers if number in failed
        }

    def _own(
        self, numbers: Sequence[str], meant: Mapping[Identifier, str]
    ) -> Mapping[str, Sequence[OwnShipment]]:
        """The parts that each number is shown by, unless it is another shipment's."""
        shown = {number: self._admission.parcels[number] for number in numbers}
        return {
            number: parts
            for number, parts in shown.items()
            if meant.get(_code(number)) in {None, *(each.part.id for each in parts)}
        }


def _codes(numbers: Sequence[str]) -> list[Identifier]:
    return [_code(number) for number in numbers]


def _code(number: str) -> Identifier:
    return Identifier(IdentifierKind.TRACKING, _ANY, number)


def _seen(
    told: Outcomes[str, Track], own: Mapping[str, Sequence[OwnShipment]]
) -> Mapping[str, Outcome[Track]]:
    return {key: _own_words(outcome, own[key]) for key, outcome in told.items()}


def _own_words(outcome: Outcome[Track], parts: Sequence[OwnShipment]) -> Outcome[Track]:
    if not isinstance(outcome, Found):
        return outcome
    names = {name for each in parts for name in each.names}
    return replace(outcome, value=own_track(outcome.value, [each.part for each in parts], names))
