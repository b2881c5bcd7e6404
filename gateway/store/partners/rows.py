"""Partners, keys and lines of the audit as rows of our tables, and back.

Rows may have been written by another version. A scope that this version does not know gives no right here.
All else that it cannot read is refused: what it would leave out may be what holds the partner back.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import structlog
from sqlalchemy import RowMapping

from domain.partners import Grant, Lane, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import ApiKey, ChangeKind, Partner, PartnerChange, PartnerStatus, Subject
from domain.shapes.words import AS_IT_IS, Shapes
from gateway.store.partners.tables import LONGEST_WHO
from gateway.store.storable import storable

FORM = 1
"""The version of `rights` and `quota`: a new one is due when the version before would show more by it."""

_LOG = structlog.get_logger(__name__)
_ENCODER = msgspec.json.Encoder(order="deterministic")
_SCOPES = frozenset(Scope)


class UnreadablePartner(ValueError):
    """A row that was written by another version, and means something that this one does not know."""


class _Rights(msgspec.Struct):
    """A grant as it is kept."""

    scopes: frozenset[str]
    rows: RowScope = RowScope()
    shapes: Shapes = AS_IT_IS
    audited: bool = False


def partner_row(partner: Partner) -> dict[str, object]:
    """The row of `partner`; its subjects have rows of their own."""
    return {
        "name": partner.name,
        "title": partner.title,
        "status": partner.status.value,
        "lane": partner.lane.value,
        "weight": partner.weight,
        "form": FORM,
        "rights": _ENCODER.encode(partner.grant).decode(),
        "quota": None if partner.quota is None else _ENCODER.encode(partner.quota).decode(),
    }


def subject_rows(partner: Partner) -> list[dict[str, object]]:
    """The rows of `partner_subject`."""
    return [
        {"issuer": subject.issuer, "value": subject.value, "partner": partner.name}
        for subject in sorted(partner.subjects)
    ]


def partner_of(row: RowMapping, subjects: Iterable[Subject]) -> Partner:
    """The partner in a row. Raises UnreadablePartner."""
    if row["form"] > FORM:
        raise UnreadablePartner(f"has the form {row['form']}, this version knows those up to {FORM}")
    try:
        return Partner(
            name=row["name"],
            title=row["title"],
            status=PartnerStatus(row["status"]),
            lane=Lane(row["lane"]),
            weight=row["weight"],
            grant=_grant(row),
            quota=None if row["quota"] is None else msgspec.json.decode(row["quota"], type=Quota),
            subjects=frozenset(subjects),
        )
    except ValueError as error:
        raise UnreadablePartner(str(error)) from error


def key_row(key: ApiKey) -> dict[str, object]:
    """The row of `partner_key`."""
    return msgspec.structs.asdict(key)


def key_of(row: RowMapping) -> ApiKey:
    """The key in a row."""
    return ApiKey(**row)


def change_row(change: PartnerChange) -> Mapping[str, Any]:
    """The row that keeps a line of the audit."""
    told = msgspec.structs.asdict(change)
    return told | {"who": storable(change.who)[:LONGEST_WHO], "kind": change.kind.value}


def change_of(row: RowMapping) -> PartnerChange:
    """The line of the audit in a row."""
    told = {name: row[name] for name in PartnerChange.__struct_fields__}
    return PartnerChange(**told | {"kind": ChangeKind(row["kind"])})


def _grant(row: RowMapping) -> Grant:
    kept = msgspec.json.decode(row["rights"], type=_Rights)
    unknown = kept.scopes - _SCOPES
    if unknown:
        _LOG.warning(
            "scopes unknown to this version give no right", partner=row["name"], scopes=sorted(unknown)
        )
    return Grant(
        scopes=frozenset(Scope(scope) for scope in kept.scopes - unknown),
        rows=kept.rows,
        shapes=kept.shapes,
        audited=kept.audited,
    )
