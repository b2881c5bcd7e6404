"""What can be kept of a partner and its keys. Everything else is BadInput, naming the field."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from domain.errors import BadInput
from domain.partners import RowScope
from domain.quota import Quota
from domain.registry.records import ApiKey, Partner, Subject
from domain.shapes.words import Capped, FieldShape, QuantityShape, Shapes, YesNo

LONGEST_NAME = 64
LONGEST_TITLE = 200
LONGEST_SUBJECT = 300
LONGEST_PREFIX = 40
LARGEST = 1_000_000_000
"""Of points, of operations at once and of weights: more than anybody means, and what a database can count."""

_LONGEST_VALUE = 200
_NAME = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST_NAME - 1}}}")
_Numbers = Iterator[tuple[str, Decimal]]


def checked(partner: Partner) -> Partner:
    """The partner, fit to be kept. Raises BadInput, naming the field."""
    check_name(partner.name)
    _check_text(partner.title, "title", LONGEST_TITLE, empty=True)
    _check_count(partner.weight, "weight")
    _check_quota(partner.quota)
    _check_rows(partner.grant.rows)
    _check_shapes(partner.grant.shapes)
    for subject in partner.subjects:
        _check_text(subject.issuer, "subjects.issuer", LONGEST_SUBJECT)
        _check_text(subject.value, "subjects.value", LONGEST_SUBJECT)
    return partner


def checked_key(key: ApiKey) -> ApiKey:
    """The key, fit to be kept. Raises BadInput, naming the field."""
    _check_text(key.prefix, "prefix", LONGEST_PREFIX)
    _check_text(key.label, "label", LONGEST_TITLE, empty=True)
    if key.expires_at is not None and key.expires_at <= key.created_at:
        raise BadInput("lies before the key begins", field="expires_at")
    return key


def check_name(name: str) -> None:
    """Refuse a name that logs, audits and metrics could not carry for years. Raises BadInput."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:80]!r} should be 1 to {LONGEST_NAME} lower-case letters, digits, dots, dashes and "
            "underscores, and begin with a letter or digit",
            field="name",
        )


def check_subjects(partners: Iterable[Partner]) -> None:
    """Refuse a subject that two of them have. Raises BadInput."""
    owners: dict[Subject, str] = {}
    for partner in partners:
        for subject in sorted(partner.subjects):
            if owners.setdefault(subject, partner.name) != partner.name:
                raise taken_subject(subject, owners[subject], partner.name)


def taken_subject(subject: Subject, *partners: str) -> BadInput:
    """The error for a subject that two partners would have. For administrators: it names both."""
    first, second = sorted(partners)
    return BadInput(
        f"{subject.value!r} of issuer {subject.issuer!r} cannot be both {first!r} and {second!r}",
        field="subjects",
    )


def unknown_partner(name: str, field: str = "name") -> BadInput:
    """The error for a name that no partner has."""
    return BadInput(f"no partner has the name {name[:80]!r}", field=field)


def taken_prefix(prefix: str) -> BadInput:
    """The error for a prefix that another key has."""
    return BadInput(f"another key begins with {prefix!r}", field="prefix")


def _check_quota(quota: Quota | None) -> None:
    if quota is None:
        return
    _check_count(quota.points, "quota.points")
    _check_count(quota.concurrency, "quota.concurrency")
    if not timedelta(0) < quota.window <= timedelta(days=366):
        raise BadInput("should be longer than nothing and no longer than a year", field="quota.window")


def _check_count(count: int, field: str) -> None:
    if not 0 < count <= LARGEST:
        raise BadInput(f"is {count}, but should be from 1 to {LARGEST:,}", field=field)


def _check_rows(rows: RowScope) -> None:
    sorts: Mapping[str, frozenset[str] | None] = {
        "customers": rows.customers,
        "channels": rows.channels,
        "locations": rows.locations,
        "suppliers": rows.suppliers,
        "carriers": rows.carriers,
    }
    for sort, values in sorts.items():
        for value in values or ():
            _check_text(value, f"grant.rows.{sort}", _LONGEST_VALUE)


def _check_shapes(shapes: Shapes) -> None:
    _check_quantities(shapes.quantity, "grant.shapes.quantity")
    names = [each.field for each in shapes.fields]
    if names != sorted(set(names)):
        raise BadInput("should name each field once, in alphabetical order", field="grant.shapes.fields")
    for each in shapes.fields:
        _check_field(each)


def _check_field(shape: FieldShape) -> None:
    place = f"grant.shapes.fields.{shape.field}"
    _check_text(shape.field, "grant.shapes.fields", _LONGEST_VALUE)
    if shape.quantity is not None:
        _check_quantities(shape.quantity, f"{place}.quantity")


def _check_quantities(shape: QuantityShape, field: str) -> None:
    for name, number in _numbers(shape):
        if not number.is_finite() or not 0 <= number <= LARGEST:
            raise BadInput(f"is {number}, but should be from 0 to {LARGEST:,}", field=f"{field}.{name}")


def _numbers(shape: QuantityShape) -> _Numbers:
    if isinstance(shape, Capped):
        yield "at", shape.at
    if not isinstance(shape, YesNo):
        yield "low", shape.low


def _check_text(text: str, field: str, longest: int, *, empty: bool = False) -> None:
    if not text.strip() and not (empty and not text):
        raise BadInput("should not be empty", field=field)
    if len(text) > longest:
        raise BadInput(f"has {len(text)} characters, {longest} are allowed", field=field)
    if not text.isprintable() or text != text.strip():
        raise BadInput("begins or ends with a space, or holds a character that is not printed", field=field)
