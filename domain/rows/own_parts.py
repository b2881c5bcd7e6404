"""The part of a shared shipment or track that belongs to some orders, and what names nobody else.

A shipment may carry orders of several customers, and each may see it: what is in it of the others, their
packages, their numbers and what happened to them alone is left out. What concerns the whole way stays. Pure:
who may see which orders is decided before.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from domain.identifiers import Identifier, IdentifierKind, as_unlinked
from domain.milestones import Milestone
from domain.orders import Order
from domain.rows.whose import NOBODY
from domain.shipments import Content, Leg, Package, Shipment, Track

_OF_ANYBODY = frozenset({IdentifierKind.LOAD})
"""Kinds of names that all who travel together share."""


def names_of(orders: Iterable[Order]) -> frozenset[str]:
    """What systems call these orders."""
    return frozenset(name for order in orders for name in (order.number, *_values(order.identifiers)))


def own_part(
    shipment: Shipment, own: Collection[str], names: Collection[str], carriers: Collection[str] | None = None
) -> Shipment:
    """The shipment as far as it carries the orders of these numbers.

    names: what else these orders are called. carriers: of whose legs and parcels it may be told; None for
    all. Where no system tells what is in it, none of its parcels is anybody's own.
    """
    contents = tuple(each for each in shipment.contents if each.order in own)
    others = tuple(each for each in shipment.contents if each.order not in own)
    alone = bool(contents) and not others
    packages = shipment.packages if alone else tuple(_packages(shipment.packages, contents, others))
    hidden = _numbers(shipment.packages) - _numbers(packages) if contents else parcels(shipment)
    part = replace(
        shipment,
        contents=contents,
        packages=packages,
        tracking_numbers=tuple(each for each in shipment.tracking_numbers if each not in hidden),
        legs=tuple(_unnumbered(leg) if leg.tracking_number in hidden else leg for leg in shipment.legs),
    )
    part = part if carriers is None else _carried(part, carriers)
    part = replace(part, identifiers=tuple(_identifiers(part, own, names, alone=alone)))
    if alone and carriers is None:
        return part
    return replace(part, milestones=tuple(_milestones(shipment, part, names, others)))


def own_track(track: Track, shipments: Iterable[Shipment], names: Collection[str]) -> Track:
    """The track, with the references alone that name these orders or parts of shipments."""
    known = NOBODY.union(*(_known(shipment, names) for shipment in shipments), names)
    return replace(track, references=tuple(each for each in track.references if each in known))


def parcels(shipment: Shipment) -> frozenset[str]:
    """Every tracking number that it shows."""
    legs = (leg.tracking_number for leg in shipment.legs)
    return frozenset((*shipment.tracking_numbers, *_numbers(shipment.packages), *legs)) - {""}


def _packages(
    packages: Iterable[Package], own: Collection[Content], others: Collection[Content]
) -> Iterable[Package]:
    """Those that hold something of ours, or may: where nobody says what is in a package, it may be ours."""
    ours, theirs = ({content.package for content in each} for each in (own, others))
    return (each for each in packages if each.id in ours or ("" in ours and each.id not in theirs))


def _carried(shipment: Shipment, carriers: Collection[str]) -> Shipment:
    """Of several carriers, what those do that are named: who the others are, and their numbers, is theirs."""
    legs = tuple(leg for leg in shipment.legs if leg.carrier in carriers)
    if shipment.carrier in carriers:
        return replace(shipment, legs=legs)
    packages = tuple(replace(each, tracking_number="") for each in shipment.packages)
    return replace(shipment, legs=legs, packages=packages, carrier="", service="", tracking_numbers=())


def _identifiers(
    part: Shipment, own: Collection[str], names: Collection[str], *, alone: bool
) -> Iterable[Identifier]:
    """Its own names, and those of the orders: a system may name all that travels in the same load."""
    counted = Counter((each.kind, each.instance) for each in part.identifiers)
    numbers, itself = parcels(part), _itself(part)
    orders = len({content.order for content in part.contents})
    for each in part.identifiers:
        said = counted[each.kind, each.instance]
        match each.kind:
            case IdentifierKind.TRACKING:
                shown = each.value in numbers
            case IdentifierKind.SHIPMENT:
                shown = said == 1 or each.value in itself
            case kind if kind in _OF_ANYBODY:
                shown = True
            case _:
                shown = each.value in own or each.value in names or (alone and said <= orders)
        if shown:
            yield each


def _milestones(
    shipment: Shipment, part: Shipment, names: Collection[str], others: Collection[Content]
) -> Iterable[Milestone]:
    """Facts of the whole, and of what is left of it; of a line that another order has too nobody knows.

    What a fact refers to is told where it is a name of what is left.
    """
    known = {"", *_known(part, names)}
    gone = {
        *(content.order for content in others),
        *_values(shipment.identifiers),
        *parcels(shipment),
    } - known
    lines = {content.line for content in part.contents} - {content.line for content in others}
    for fact in shipment.milestones:
        if fact.reference not in gone and (not fact.line or fact.line in lines):
            yield fact if fact.reference in known else replace(fact, reference="")


def _known(part: Shipment, names: Collection[str]) -> frozenset[str]:
    orders = (content.order for content in part.contents)
    return frozenset((*names, *_itself(part), *_values(part.identifiers), *parcels(part), *orders))


def _itself(shipment: Shipment) -> tuple[str, ...]:
    unlinked = as_unlinked(shipment.id, IdentifierKind.SHIPMENT)
    return (shipment.id, unlinked.value) if unlinked else (shipment.id,)


def _unnumbered(leg: Leg) -> Leg:
    return replace(leg, tracking_number="")


def _numbers(packages: Iterable[Package]) -> frozenset[str]:
    return frozenset(each.tracking_number for each in packages) - {""}


def _values(identifiers: Iterable[Identifier]) -> frozenset[str]:
    return frozenset(each.value for each in identifiers)
