"""Two ERPs in memory that know one order under two numbers, and their sync. Ours are the old one's."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.authority import Authority, AuthorityRule, Fact
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind
from domain.orders import Order, OrderLine
from domain.ports import backends as ports
from domain.ports.graph import PROGRESS
from domain.ports.reading import Bound, Readers
from domain.quantities import quantity
from domain.search.terms import TermKind, term
from gateway.assembly.declared import Assembly, InstanceReaders
from gateway.assembly.graph import assembled
from gateway.settings.naming.links import DeclaredLink
from gateway.settings.naming.names import NameRule
from gateway.settings.naming.spelling import Spelling
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.sync.assembled import Polled, SearchState, Sync, Synced, assembled_sync
from gateway.sync.claims import ClaimsInProcess
from gateway.sync.runner import round_of
from tests.doubles.backends import InMemoryRead
from tests.doubles.changes import InMemoryChanges
from tests.doubles.clock import START, SettableClock
from tests.doubles.direct import Direct
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.feeds import InMemoryFeeds
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.purchase_index import InMemoryPurchaseIndex
from tests.gateway.sync.small_sync import email

OLD, NEW = "erp", "erp_new"
OURS, RENUMBERED, NOT_MIGRATED, NEW_ONE = "SO-10231", "4711", "SO-10232", "4712"
TIED = DeclaredLink(Identifier(IdentifierKind.ORDER, NEW, RENUMBERED), OURS, "line 2")
ALIKE = NameRule(owner=OLD, written_by={NEW: Spelling()})


def order(instance: str, number: str) -> Order:
    """As the ERP tells it, in its own names."""
    return Order(
        number=number,
        source=instance,
        placed_at=START,
        lines=(OrderLine(id="10", sku="AX-1", ordered=quantity(1)),),
        identifiers=(Identifier(IdentifierKind.ORDER, instance, number),),
    )


ORDERS: Mapping[str, Sequence[str]] = {OLD: (OURS, NOT_MIGRATED), NEW: (RENUMBERED, NEW_ONE)}


class TwoErps:
    """`reads` are their orders by instance; the index, and what sync found, can be looked into."""

    def __init__(self, believed: tuple[str, ...] = (NEW, OLD)) -> None:
        self.clock = SettableClock()
        self.index = InMemoryOrderIndex()
        self.findings: list[Finding] = []
        self.reads = {
            name: InMemoryRead[Any, Any](
                name, {number: order(name, number) for number in ORDERS[name]}, self.clock
            )
            for name in ORDERS
        }
        self._authority = Authority((AuthorityRule(fact=Fact.ORDER, instances=believed),))
        self.declare(TIED)

    def declare(self, *links: DeclaredLink, orders: NameRule | None = None) -> None:
        """Take these links into use, and the rule of order numbers; items are named alike everywhere.

        Both ERPs then tell of all their orders anew.
        """
        rules = {IdentifierKind.ORDER: orders or NameRule(owner=OLD), IdentifierKind.ITEM: ALIKE}
        self.crosswalk = DeclaredCrosswalk(links, rules, (OLD, NEW))
        self.readers = assembled(
            Assembly(
                instances=[
                    InstanceReaders(instance=name, readers=Readers([Bound(ports.ORDERS.name, Direct(read))]))
                    for name, read in self.reads.items()
                ],
                crosswalk=self.crosswalk,
                authority=self._authority,
                warehouses={},
                raise_all=self.findings.extend,
            )
        )
        self.sync = self._sync()

    async def poll(self, *instances: str) -> None:
        """One round of each."""
        for name in instances:
            await round_of(next(poll for poll in self.sync.runner.polls if poll.instance == name))

    async def indexed(self, number: str) -> None:
        """Bring one order into the index, as one that is asked for by a number that is not there."""
        await self.sync.learner.learn({term(TermKind.ORDER, number): number}, self.clock.within())

    async def read(self, number: str) -> None:
        """Let a request read an order and its progress, and what it leaves behind be done."""
        demand = self.clock.within()
        await self.sync.readers.of(ports.ORDERS).read([number], demand)
        await self.sync.readers.of(PROGRESS).read([number], demand)
        self.sync.reads.behind.start()
        await self.sync.reads.behind.drained()
        await self.sync.reads.behind.aclose()

    def _sync(self) -> Sync:
        every = timedelta(seconds=30)
        changes = {
            name: InMemoryChanges(self.clock, [("order", number) for number in numbers])
            for name, numbers in ORDERS.items()
        }
        return assembled_sync(
            Synced(
                readers=self.readers,
                crosswalk=self.crosswalk,
                polled={name: Polled(source=each, every=every) for name, each in changes.items()},
            ),
            SearchState(
                index=self.index,
                purchases=InMemoryPurchaseIndex(),
                feeds=InMemoryFeeds(),
                claims=ClaimsInProcess(),
                cases=InMemoryExceptionCases(),
                email_terms=email,
            ),
            self.clock,
            self.findings.extend,
            sleep=_at_once,
        )


async def _at_once(_seconds: float) -> None:
    """No pause is really made."""
