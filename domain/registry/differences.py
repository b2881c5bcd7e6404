"""What differs between a partner as it is and as it is to be, field by field, for people to read."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from domain.partners import Grant, RowScope
from domain.quota import Quota
from domain.registry.records import Partner
from domain.shapes.words import Band, Capped, FieldShape, QuantityShape, Shapes, YesNo

ANY = "(any)"
NONE = "(none)"
"""What stands for no limit, and for nothing at all."""

_Values = frozenset[str]
_NOBODY = Partner(name="", grant=Grant(scopes=frozenset()))


class Difference(msgspec.Struct, frozen=True):
    """What one field has no more, and what it has now. A field of a single value has one of each."""

    field: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def differences(before: Partner | None, after: Partner | None) -> tuple[Difference, ...]:
    """All fields that differ, in the order in which a partner is told of. None: from or to nothing at all."""
    was, is_now = _told(before or _NOBODY), _told(after or _NOBODY)
    names = dict.fromkeys([*was, *is_now])
    return tuple(_compared(names, was, is_now))


def _compared(
    names: Iterable[str], was: Mapping[str, _Values], is_now: Mapping[str, _Values]
) -> Iterator[Difference]:
    nothing = _several(())
    for name in names:
        old, new = was.get(name, nothing), is_now.get(name, nothing)
        if old != new:
            yield Difference(name, tuple(sorted(old - new)), tuple(sorted(new - old)))


def _told(partner: Partner) -> Mapping[str, _Values]:
    grant = partner.grant
    return {
        "title": _one(_shown(partner.title) or NONE),
        "status": _one(partner.status.value),
        "lane": _one(partner.lane.value),
        "weight": _one(str(partner.weight)),
        "quota": _quota(partner.quota),
        "subjects": _several(f"{subject.value!r} of {subject.issuer!r}" for subject in partner.subjects),
        "scopes": _several(scope.value for scope in grant.scopes),
        **_rows(grant.rows),
        **_shapes(grant.shapes),
        "audited": _one("yes" if grant.audited else "no"),
    }


def _quota(quota: Quota | None) -> _Values:
    if quota is None:
        return _one(NONE)
    return _one(f"{quota.points} points in {quota.window}, {quota.concurrency} at once")


def _rows(rows: RowScope) -> Mapping[str, _Values]:
    return {
        "rows.customers": _limited(rows.customers),
        "rows.channels": _limited(rows.channels),
        "rows.locations": _limited(rows.locations),
        "rows.suppliers": _limited(rows.suppliers),
        "rows.carriers": _limited(rows.carriers),
    }


def _shapes(shapes: Shapes) -> Mapping[str, _Values]:
    return {
        "shapes.quantity": _one(_quantity(shapes.quantity)),
        "shapes.personal": _one(shapes.personal.value),
        "shapes.time": _one(shapes.time.value),
        **{f"shapes.fields.{each.field}": _field(each) for each in shapes.fields},
    }


def _field(shape: FieldShape) -> _Values:
    said = (
        None if shape.quantity is None else _quantity(shape.quantity),
        None if shape.personal is None else f"personal {shape.personal.value}",
        None if shape.time is None else f"time {shape.time.value}",
    )
    return frozenset(text for text in said if text is not None) or _one("as everywhere")


def _quantity(shape: QuantityShape) -> str:
    match shape:
        case YesNo():
            return "yes or no"
        case Capped():
            return f"capped at {shape.at}, low up to {shape.low}"
        case Band():
            return f"band, low up to {shape.low}"
    return f"exact, low up to {shape.low}"


def _one(value: str) -> _Values:
    return frozenset({value})


def _several(values: Iterable[str]) -> _Values:
    return frozenset(values) or frozenset({NONE})


def _limited(values: Collection[str] | None) -> _Values:
    return _one(ANY) if values is None else _several(map(_shown, values))


def _shown(value: str) -> str:
    """A name as it is, unless it could be taken for one of our own words."""
    return repr(value) if value.startswith(("(", "'", '"')) else value
