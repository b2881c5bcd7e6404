"""What is built of availability, and how much of it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.availability.answers import Addend, LocationAvailability, Segment, SegmentKind, earliest
from domain.availability.asking import Answered, Question
from domain.availability.plans import Ask
from domain.catalog import Product
from domain.errors import BackendError, BadInput, NotGranted
from domain.freshness import Stamp
from domain.orders import OrderLine
from domain.partners import FieldRights, Principal
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.quantities import Quantity, zero
from domain.shapes.stock_amounts import telling
from domain.shapes.words import Capped, Exact, QuantityShape, ValueKind, shape_of
from resolvers.builds.freshness import told, worst

Answers = Outcomes[Question, Answered]
_AMOUNT, _TOGETHER = "Availability.available", "AvailabilitySegment.together"


@dataclass(frozen=True, slots=True)
class Promised:
    """What may be promised of one item. wanted: how much of it was asked for, if that was said."""

    found: Found[Answered]
    wanted: Decimal | None = None

    @property
    def sku(self) -> str:
        return self.found.value.availability.sku

    @property
    def available(self) -> Quantity:
        return self.found.value.availability.available

    @property
    def locations(self) -> Sequence[LocationAvailability]:
        return self.found.value.availability.locations

    @property
    def is_stale(self) -> bool:
        return self.found.value.availability.is_stale

    @property
    def discounted(self) -> Quantity | None:
        return self.found.value.availability.discounted


@dataclass(frozen=True, slots=True)
class Later:
    """A further quantity from a time on. together: all that can be promised by then."""

    segment: Segment
    together: Quantity

    @property
    def at(self) -> datetime:
        return self.segment.at

    @property
    def quantity(self) -> Quantity:
        return self.segment.quantity

    @property
    def kind(self) -> SegmentKind:
        return self.segment.kind

    @property
    def supply(self) -> str:
        return self.segment.supply

    @property
    def location(self) -> str:
        return self.segment.location


def questions(skus: Sequence[str], ask: Ask, locations: Sequence[str] | None) -> list[Question]:
    """One for each item, in the order asked."""
    places = None if locations is None else tuple(dict.fromkeys(locations))
    return [Question(sku, ask, places) for sku in skus]


def answered(
    found: Answers, asked: Sequence[Question], wanted: Decimal | None = None
) -> list[Promised | BackendError | None]:
    """One for each question; None for an item that no system keeps.

    Where not one place of an item could be counted, the error: the executor puts it at its element.
    """
    return [_each(found[question], wanted) for question in asked]


def of_item(product: Product, ask: Ask) -> list[Question]:
    """Key: the item, for whoever asks."""
    return questions([product.sku], ask, None)


def of_line(line: OrderLine, ask: Ask) -> list[Question]:
    """Key: the item of the line, for whoever asks."""
    return questions([line.sku], ask, None)


def one(_parent: object, found: Answers) -> Promised | BackendError | None:
    """What was answered to the one question that was asked."""
    return next((_each(outcome, None) for outcome in found.values()), None)


def _each(
    outcome: Found[Answered] | Missing | Failed, wanted: Decimal | None
) -> Promised | BackendError | None:
    if isinstance(outcome, Failed):
        return outcome.error
    return Promised(outcome, wanted) if isinstance(outcome, Found) else None


def freshness(promised: Promised) -> list[Stamp]:
    """How fresh each system's part is."""
    return worst(told([promised.found]))


def explain(promised: Promised) -> Sequence[Addend]:
    """Every addend, in the order in which they are added up."""
    return promised.found.value.addends()


def segments(promised: Promised, principal: Principal) -> list[Later]:
    """What can be promised from when on, as far as that moves what the principal is told of it."""
    tell = telling(_shape(principal.grant.fields, _TOGETHER))
    together = zero(promised.available.unit)
    last, found = tell(together), []
    for segment in promised.found.value.availability.segments:
        together += segment.quantity
        now = tell(together)
        if now != last:
            found.append(Later(segment, together))
            last = now
    return found


def earliest_of(promised: Promised, principal: Principal, quantity: Decimal | None) -> datetime | None:
    """When so much can be promised; without a quantity, when any can.

    Raises BadInput, and NotGranted where asking for quantities would tell more than the grant shows of them.
    """
    wanted = quantity if quantity is not None else promised.wanted
    parts = promised.found.value.availability.segments
    if wanted is None:
        return parts[0].at if parts else None
    if wanted <= 0:
        raise BadInput("should be more than nothing", field="quantity")
    _check_quantity(_shape(principal.grant.fields, _AMOUNT), wanted)
    return earliest(parts, Quantity(wanted, promised.available.unit))


def _check_quantity(shape: QuantityShape, wanted: Decimal) -> None:
    """Whoever may ask when there are so many can find out how many there are."""
    if isinstance(shape, Exact) or (isinstance(shape, Capped) and wanted <= shape.at):
        return
    most = f", or at most {shape.at}" if isinstance(shape, Capped) else ""
    raise NotGranted(f"a quantity needs the quantity shape exact{most}; leave it out for any at all")


def _shape(rights: FieldRights, field: str) -> QuantityShape:
    shape = shape_of(rights.shapes, ValueKind.STOCK, field)
    # Of a kind of quantity there is no other shape.
    return shape if isinstance(shape, QuantityShape) else Exact()
