"""What of an event a principal is shown: one decision for query, subscription, replay and webhook.

Events hold no personal data, but a reason may be in somebody's own words, so it is for those alone who may
see personal data, and in full.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.events.payloads import Payload
from domain.events.record import Event
from domain.partners import Grant, Principal, Scope
from domain.policy import ALLOW, decide_row, unrestricted
from domain.shapes.instants import day_of
from domain.shapes.words import Exact, PersonalShape, TimeShape

_SCOPE_OF: Mapping[str, Scope] = {
    "order": Scope.ORDERS_READ,
    "shipment": Scope.SHIPMENTS_READ,
    "return": Scope.RETURNS_READ,
    "purchase_order": Scope.PURCHASING_READ,
    "stock": Scope.STOCK_EXACT,
    "reservation": Scope.STOCK_EXACT,
    "exception": Scope.OPS_READ,
    "source": Scope.OPS_READ,
}
"""Families of events, and whose scope they need."""

_OF_STOCK = frozenset({"stock", "reservation"})
_ORDER = "order:"


def families_of(principal: Principal) -> frozenset[str]:
    """The families of events of which the principal may be told at all."""
    grant = principal.grant
    exact = isinstance(grant.shapes.quantity, Exact)
    return frozenset(
        family
        for family, scope in _SCOPE_OF.items()
        if scope in grant.scopes and (exact or family not in _OF_STOCK)
    )


def shown(event: Event, principal: Principal, own_orders: Collection[str] = ()) -> Event | None:
    """The event as the principal may see it; None where it may not.

    own_orders: of the related orders those that a principal who is held to rows may see.
    """
    if event.type.partition(".")[0] not in families_of(principal):
        return None
    if decide_row(principal, event.owners) is not ALLOW:
        return None
    told = (
        event if Scope.OPS_READ in principal.grant.scopes else replace(event, raw_ref="", correlation_id="")
    )
    if not unrestricted(principal):
        told = replace(told, related=tuple(key for key in told.related if _may_know(key, own_orders)))
    return _in_shape(told, principal.grant)


def related_orders(event: Event) -> list[str]:
    """The numbers of the orders that an event is related to, of which a row scope may hide some."""
    return [key.removeprefix(_ORDER) for key in event.related if key.startswith(_ORDER)]


def _may_know(key: str, own_orders: Collection[str]) -> bool:
    return not key.startswith(_ORDER) or key.removeprefix(_ORDER) in own_orders


def _in_shape(event: Event, grant: Grant) -> Event:
    data = event.data
    in_full = grant.shapes.personal is PersonalShape.FULL and Scope.ORDERS_PII in grant.scopes
    if data is not None and not in_full and hasattr(data, "reason"):
        data = replace(data, reason=None)
    if grant.shapes.time is TimeShape.EXACT:
        return replace(event, data=data)
    return replace(
        event,
        occurred_at=day_of(event.occurred_at),
        recorded_at=day_of(event.recorded_at),
        data=None if data is None else _by_day(data),
    )


def _by_day(data: Payload) -> Payload:
    times = {
        name: day_of(value)
        for name, value in msgspec.structs.asdict(data).items()
        if isinstance(value, datetime)
    }
    return replace(data, **times) if times else data
