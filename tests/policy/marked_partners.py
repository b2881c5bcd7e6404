"""A registry with a value in every field of partners, keys and changes; it stands still between askings."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from domain.partners import Grant, RowScope, Scope
from domain.quota import Quota
from domain.registry.audit import partner_line
from domain.registry.records import ApiKey, Partner, Subject
from domain.shapes.words import Capped, FieldShape, PersonalShape, Shapes, TimeShape
from gateway.identity.api_keys import NewKey
from gateway.partners.changing import PartnerChanges
from gateway.partners.key_changes import KeyChanges
from gateway.partners.office import PartnerOffice
from gateway.shield.sharing.signals import LocalSignal
from tests.doubles.clock import START, SettableClock
from tests.doubles.partners import InMemoryPartners

_SOME = frozenset({"some"})
ACME = Partner(
    name="acme",
    title="Acme Inc.",
    grant=Grant(
        scopes=frozenset({Scope.ORDERS_READ}),
        rows=RowScope(customers=_SOME, channels=_SOME, locations=_SOME, suppliers=_SOME, carriers=_SOME),
        shapes=Shapes(
            quantity=Capped(at=Decimal(10)),
            fields=(
                FieldShape(
                    field="Order.placedAt",
                    quantity=Capped(at=Decimal(1)),
                    personal=PersonalShape.MASKED,
                    time=TimeShape.DATE,
                ),
            ),
        ),
    ),
    quota=Quota(points=7, window=timedelta(minutes=1), concurrency=2),
    subjects=frozenset({Subject("corp", "acme-portal")}),
)
KEY = ApiKey(
    prefix="og_1",
    partner="acme",
    digest=b"planted digest",
    created_at=START,
    label="nightly export",
    expires_at=START + timedelta(days=1),
    revoked_at=START,
    last_used_at=START,
)


@dataclass(slots=True)
class MarkedPartners:
    """The registry and the office in front of it."""

    registry: InMemoryPartners = field(default_factory=lambda: InMemoryPartners(ACME))
    office: PartnerOffice = field(init=False)

    def __post_init__(self) -> None:
        self.registry.held_keys = {KEY.prefix: KEY}
        line = partner_line(replace(ACME, weight=2, title="Other"), ACME, who="lee", now=START)
        self.registry.lines = [] if line is None else [line]
        signal, clock = LocalSignal(), SettableClock()
        keys = KeyChanges(self.registry, signal, clock, str.encode, draw=lambda: NewKey("og_2_whole", "og_2"))
        self.office = PartnerOffice(self.registry, PartnerChanges(self.registry, signal, clock), keys)

    def state(self) -> tuple[Any, ...]:
        """All that is kept."""
        return dict(self.registry.held), dict(self.registry.held_keys), list(self.registry.lines)

    def restore(self, state: tuple[Any, ...]) -> None:
        """As it was."""
        self.registry.held, self.registry.held_keys, self.registry.lines = state
