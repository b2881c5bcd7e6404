"""Sync over the small world, with our own state in memory."""

from collections.abc import Sequence
from datetime import timedelta

from domain.folds.overdue import DueRule
from domain.search.email import email_term
from domain.search.orders import OrderRow
from domain.search.terms import Term
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.sync.assembled import Polled, SearchState, Sync, Synced, assembled_sync
from gateway.sync.claims import ClaimsInProcess
from gateway.sync.runner import round_of
from gateway.sync.telling import TellPolled, tell_nobody
from tests.doubles.changes import InMemoryChanges
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.feeds import InMemoryFeeds
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.purchase_index import InMemoryPurchaseIndex
from tests.doubles.small_world import LINKS, RULES, SmallWorld

KEY = b"a key for tests alone"
EVERY = timedelta(seconds=30)
NAMES = ("erp", "wms_east", "tms")
ROWS: dict[str, Sequence[tuple[str, str]]] = {
    "erp": [("order", "SO-1"), ("purchase_order", "PU-1"), ("order", "SO-2"), ("return", "RMA-1")],
    "wms_east": [("order", "SO-2"), ("order", "SO-1")],
    "tms": [("shipment", "SHE-1")],
}


def email(address: str) -> Term:
    """The term of an address under the key of these tests."""
    return email_term(address, KEY)


class SmallSync:
    """The polls of three systems. `sleeps` holds the pauses that were asked for; none is really made."""

    def __init__(
        self,
        world: SmallWorld | None = None,
        rules: Sequence[DueRule] = (),
        told: TellPolled | None = None,
    ) -> None:
        self.told = told
        self.world = world or SmallWorld()
        self.clock = self.world.clock
        self.rules = rules
        self.index = InMemoryOrderIndex()
        self.purchases = InMemoryPurchaseIndex()
        self.feeds = InMemoryFeeds()
        self.claims = ClaimsInProcess()
        self.cases = InMemoryExceptionCases()
        self.changes = {name: InMemoryChanges(self.clock, ROWS[name]) for name in NAMES}
        self.sleeps: list[float] = []
        self.sync = self.assembled()

    def assembled(self) -> Sync:
        """Sync as a process that starts anew makes it, over what is kept."""
        return assembled_sync(
            Synced(
                readers=self.world.readers,
                crosswalk=DeclaredCrosswalk(LINKS, RULES, NAMES),
                polled={
                    name: Polled(source=each, every=EVERY, tells=self.told is not None)
                    for name, each in self.changes.items()
                },
                rules=self.rules,
            ),
            SearchState(
                index=self.index,
                purchases=self.purchases,
                feeds=self.feeds,
                claims=self.claims,
                cases=self.cases,
                email_terms=email,
                told=self.told or tell_nobody,
            ),
            self.clock,
            self.world.findings.extend,
            sleep=self._sleep,
        )

    async def poll(self, instance: str) -> None:
        """One round of one instance."""
        await round_of(next(poll for poll in self.sync.runner.polls if poll.instance == instance))

    def rows(self) -> dict[str, OrderRow]:
        return dict(self.index.held)

    def codes(self) -> list[str]:
        return [finding.code for finding in self.world.findings]

    async def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
