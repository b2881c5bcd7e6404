"""Endpoints with a value in every field, which stand still between askings."""

from dataclasses import dataclass, field
from typing import Any

from domain.log.filters import EventFilter
from domain.partners import Grant, Principal
from domain.webhooks.records import Attempt, Delivery, Endpoint
from gateway.webhooks.delivering import Means
from gateway.webhooks.managing import EndpointDesk
from gateway.webhooks.office import EndpointOffice
from gateway.webhooks.sending import Answer
from gateway.webhooks.targets import Targets
from tests.doubles.clock import START, SettableClock
from tests.doubles.event_log import InMemoryLog
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.webhooks import InMemoryWebhooks

_SECRET = "whsec_c2VjcmV0"
_ENDPOINT = Endpoint(
    id="we_1",
    partner="acme",
    url="https://acme.example/events",
    wanted=EventFilter(
        types=frozenset({"order"}), keys=frozenset({"order:SO-1"}), sources=frozenset({"erp"})
    ),
    secrets=(_SECRET,),
    created_at=START,
    position=7,
    failing_since=START,
)
_ATTEMPT = Attempt(
    endpoint="we_1", position=7, at=START, status=500, milliseconds=12, error="status 500", place=1
)


class _Deaf:
    """Implements `Sender`: nobody takes anything."""

    async def send(self, *_: object) -> Answer:
        return Answer(500, "status 500")

    async def aclose(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class MarkedEndpoints:
    """What is kept, and the office in front of it."""

    store: InMemoryWebhooks = field(default_factory=InMemoryWebhooks)
    office: EndpointOffice = field(init=False)

    def __post_init__(self) -> None:
        clock = SettableClock()
        self.store.restore(
            (
                {"we_1": _ENDPOINT},
                {("we_1", 7): Delivery(endpoint="we_1", position=7, subject="order:SO-1", next_at=START)},
                [_ATTEMPT],
            )
        )
        desk = EndpointDesk(
            self.store,
            self.store,
            InMemoryLog(),
            InMemoryExceptionCases(),
            Targets(),
            clock,
            secret=lambda: _SECRET,
            name=lambda: "we_2",
        )
        means = Means(
            sender=_Deaf(),
            principals=lambda name: Principal(partner=name, grant=Grant(scopes=frozenset())),
            own_orders=_none,
            clock=clock,
            chance=lambda most: most,
        )
        self.office = EndpointOffice(desk, means)

    def state(self) -> tuple[Any, ...]:
        """All that is kept."""
        return self.store.state()

    def restore(self, state: tuple[Any, ...]) -> None:
        """As it was."""
        self.store.restore(state)


async def _none(*_: object) -> frozenset[str]:
    return frozenset()
