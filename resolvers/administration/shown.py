"""What the graph shows of partners, made of what the registry keeps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from domain.partners import Grant, Lane, Principal
from domain.ports.reading import Outcomes
from domain.quota import Quota
from domain.registry.records import ApiKey, Partner, PartnerStatus, Subject
from domain.search.opaque import opaque, read_back
from domain.shapes.words import Band, Capped, Exact, QuantityShape, YesNo
from resolvers.administration.words import PersonalShape, QuantityForm, TimeShape
from resolvers.batched import value_of
from resolvers.builds.pages import Counted, Edge, page_info


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuantity:
    """A quantity shape. at: of a capped one. low: up to where the band says LOW; None for yes or no."""

    form: QuantityForm
    at: Decimal | None = None
    low: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFieldShape:
    """Other shapes for one field."""

    field: str
    quantity: ShownQuantity | None
    personal: PersonalShape | None
    time: TimeShape | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGrant:
    """A grant, in the order of the alphabet. Rows of a sort: None for all of them."""

    scopes: Sequence[str]
    customers: Sequence[str] | None
    channels: Sequence[str] | None
    locations: Sequence[str] | None
    suppliers: Sequence[str] | None
    carriers: Sequence[str] | None
    quantity: ShownQuantity
    personal: PersonalShape
    time: TimeShape
    fields: Sequence[ShownFieldShape]
    audited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPartner:
    """A partner, without its keys and its audit."""

    name: str
    title: str
    status: PartnerStatus
    lane: Lane
    weight: int
    quota: Quota | None
    subjects: Sequence[Subject]
    grant: ShownGrant


@dataclass(frozen=True, slots=True)
class PartnerPayload:
    """A partner that was changed."""

    partner: ShownPartner


@dataclass(frozen=True, slots=True)
class KeyPayload:
    """A key that was made or ended. text: of one that was made."""

    key: ApiKey
    text: str = ""


class _Place(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where a page ended: behind the partner of this name."""

    partner: str


def connection(partners: Sequence[Partner], first: int, after: str | None) -> Counted[ShownPartner]:
    """So many of the partners, which stand by name. Raises BadInput for a cursor that is none."""
    begin = None if after is None else read_back(after, _Place, field="after").partner
    left = [one for one in partners if begin is None or one.name > begin]
    edges = [Edge(opaque(_Place(partner.name)), shown_partner(partner)) for partner in left[:first]]
    info = page_info(edges, more=len(left) > len(edges), after=after)
    return Counted(edges=edges, page_info=info, total_count=len(partners))


def partner_name(partner: ShownPartner, _principal: Principal) -> Sequence[str]:
    """By which its keys are read."""
    return (partner.name,)


def keys_shown(
    partner: ShownPartner, found: Outcomes[str, Sequence[ApiKey]], _principal: Principal
) -> Sequence[ApiKey] | None:
    """Its keys, the newest first."""
    return value_of(found, partner.name)


def shown_partner(partner: Partner) -> ShownPartner:
    """The partner as it is kept."""
    return ShownPartner(
        name=partner.name,
        title=partner.title,
        status=partner.status,
        lane=partner.lane,
        weight=partner.weight,
        quota=partner.quota,
        subjects=sorted(partner.subjects),
        grant=_grant(partner.grant),
    )


def _grant(grant: Grant) -> ShownGrant:
    rows, shapes = grant.rows, grant.shapes
    return ShownGrant(
        scopes=sorted(grant.scopes),
        customers=_sorted(rows.customers),
        channels=_sorted(rows.channels),
        locations=_sorted(rows.locations),
        suppliers=_sorted(rows.suppliers),
        carriers=_sorted(rows.carriers),
        quantity=_quantity(shapes.quantity),
        personal=shapes.personal,
        time=shapes.time,
        fields=[
            ShownFieldShape(
                field=each.field,
                quantity=None if each.quantity is None else _quantity(each.quantity),
                personal=each.personal,
                time=each.time,
            )
            for each in shapes.fields
        ],
        audited=grant.audited,
    )


def _quantity(shape: QuantityShape) -> ShownQuantity:
    match shape:
        case YesNo():
            return ShownQuantity(form=QuantityForm.YES_NO)
        case Capped():
            return ShownQuantity(form=QuantityForm.CAPPED, at=shape.at, low=shape.low)
        case Band():
            return ShownQuantity(form=QuantityForm.BAND, low=shape.low)
        case Exact():
            return ShownQuantity(form=QuantityForm.EXACT, low=shape.low)


def _sorted(values: Collection[str] | None) -> Sequence[str] | None:
    return None if values is None else sorted(values)
