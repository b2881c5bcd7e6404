"""What the one box found: what the text was, and the thing that it names, read when it is selected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.catalog import Location, Product
from domain.orders import Fulfilment, Order
from domain.partners import Principal
from domain.ports.reading import Found, Outcomes
from domain.search.recognition import Meaning, Recognised
from domain.search.terms import Term, looked_up
from domain.shipments import Shipment
from resolvers.batched import value_of

TRAVELLING = frozenset({Meaning.SHIPMENT, Meaning.LOAD, Meaning.TRACKING})
"""Meanings that name a shipment of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A meaning of the text, and the order (by number), item or place that it names.

    term: what names a shipment of the order, where the principal may see it.
    """

    kind: Meaning
    value: str
    number: str = ""
    sku: str = ""
    code: str = ""
    term: Term | None = None


def orders(
    said: Recognised, terms: Mapping[Meaning, Term], named: Mapping[Term, Sequence[str]]
) -> list[Match]:
    """Each order once, as what the text most likely meant."""
    found: dict[str, Match] = {}
    for meaning, term in terms.items():
        for one in named.get(term, ()):
            value = one if meaning is Meaning.ORDER else said.text
            travelling = term if meaning in TRAVELLING else None
            found.setdefault(one, Match(kind=meaning, value=value, number=one, term=travelling))
    return list(found.values())


def items(skus: Mapping[str, Meaning], known: Outcomes[str, Product]) -> list[Match]:
    """Those that are items of ours."""
    return [
        Match(kind=meaning, value=one, sku=one)
        for one, meaning in skus.items()
        if isinstance(known[one], Found)
    ]


def order_number(match: Match, _: Principal) -> Sequence[str]:
    """Key: the order."""
    return [match.number] if match.number else []


def order(match: Match, known: Outcomes[str, Order], _: Principal) -> Order | None:
    """The order."""
    return value_of(known, match.number) if match.number else None


def order_of_shipment(match: Match, _: Principal) -> Sequence[str]:
    """Key: the order in whose shipments to look."""
    return [match.number] if match.term else []


def shipment(match: Match, known: Outcomes[str, Fulfilment], _: Principal) -> Shipment | None:
    """The shipment of the order that has the name."""
    if match.term is None:
        return None
    fulfilment = value_of(known, match.number)
    shipments = fulfilment.shipments if fulfilment else ()
    return next((one for one in shipments if _has_name(one, match.term)), None)


def sku(match: Match, _: Principal) -> Sequence[str]:
    """Key: the item."""
    return [match.sku] if match.sku else []


def product(match: Match, known: Outcomes[str, Product], _: Principal) -> Product | None:
    """The item."""
    return value_of(known, match.sku) if match.sku else None


def code(match: Match, _: Principal) -> Sequence[str]:
    """Key: the place."""
    return [match.code] if match.code else []


def location(match: Match, known: Outcomes[str, Location], _: Principal) -> Location | None:
    """The place."""
    return value_of(known, match.code) if match.code else None


def _has_name(shipment: Shipment, term: Term) -> bool:
    legs = (leg.tracking_number for leg in shipment.legs)
    identifiers = (identifier.value for identifier in shipment.identifiers)
    names = {shipment.id, *shipment.tracking_numbers, *legs, *identifiers}
    return any(looked_up(term.kind, name) == term.value for name in names if name.strip())
