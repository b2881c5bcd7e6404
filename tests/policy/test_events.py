"""Partner x type of event: what of it is shown, for queries, subscriptions, replays and webhooks alike."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.events.cloud import cloud_event
from domain.events.owners import Owners
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.log.shown import shown
from domain.partners import Principal, RowScope, Scope
from domain.shapes.words import Exact, PersonalShape, TimeShape
from tests.doubles.clock import START
from tests.policy.cells import Cells
from tests.policy.partners import PARTNERS
from tests.policy.planting import Planted
from tests.policy.told_events import OF_STOCK, SCOPES

OWN = Owners(
    customers=frozenset({"C-1"}),
    channels=frozenset({"WEB"}),
    locations=frozenset({"EAST"}),
    suppliers=frozenset({"V-1"}),
    carriers=frozenset({"PONE"}),
)
_OTHER = frozenset({"of others"})
OTHERS = Owners(customers=_OTHER, channels=_OTHER, locations=_OTHER, suppliers=_OTHER, carriers=_OTHER)


def event(name: str, planted: Planted) -> Event:
    """One of a type, with something recognisable wherever there may be something."""
    data: Any = planted.filled(EVENT_TYPES[name].tells(), "payload")
    if hasattr(data, "reason"):
        data = replace(data, reason=planted.text("reason", "reason"))
    return Event(
        type=name,
        source="erp",
        subject="order:SO-1",
        related=("order:SO-1", "order:SO-2"),
        occurred_at=planted.instant("time", "occurred_at"),
        recorded_at=START,
        id="e1",
        owners=OWN,
        data=data,
        raw_ref=planted.text("raw", "raw_ref"),
        correlation_id="c" * 32,
    )


def may_see(principal: Principal, name: str) -> bool:
    family, grant = name.partition(".")[0], principal.grant
    exact = isinstance(grant.shapes.quantity, Exact) or family not in OF_STOCK
    return SCOPES[family] in grant.scopes and exact


by_partner = pytest.mark.parametrize("principal", list(PARTNERS.values()), ids=list(PARTNERS))


@by_partner
def test_an_event_is_shown_as_its_record_is(principal: Principal, cells: Cells) -> None:
    for name in EVENT_TYPES:
        planted = Planted()
        told = shown(event(name, planted), principal, ["SO-1"])
        cells.add(principal.partner, [name], name, "events")
        assert (told is not None) == may_see(principal, name), name
        if told is not None:
            check_shapes(told, planted, principal)


def check_shapes(told: Event, planted: Planted, principal: Principal) -> None:
    """Of the event and of what goes over the wire."""
    grant = principal.grant
    text = msgspec.json.encode((told, cloud_event(told, "cursor"))).decode()
    left = {record for one, (record, _) in planted.where.items() if one in text}
    assert ("raw" in left) == (Scope.OPS_READ in grant.scopes)
    assert ("c" * 32 in text) == (Scope.OPS_READ in grant.scopes)
    assert ("SO-2" in text) == (principal.partner in {"operations", "service desk"})
    in_full = grant.shapes.personal is PersonalShape.FULL and Scope.ORDERS_PII in grant.scopes
    assert "reason" not in left or in_full
    assert ("time" in left) == (grant.shapes.time is TimeShape.EXACT)


@by_partner
def test_an_event_of_others_is_not_shown(principal: Principal, cells: Cells) -> None:
    all_rows = principal.grant.rows == RowScope()
    for name in EVENT_TYPES:
        for owners in (OTHERS, Owners(known=False)):
            told = shown(replace(event(name, Planted()), owners=owners), principal)
            assert (told is not None) == (all_rows and may_see(principal, name)), name
        cells.add(principal.partner, [name], f"{name} of others", "events")
