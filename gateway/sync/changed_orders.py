"""From what an instance says has changed to the orders that it concerns, in our names.

Orders are named themselves. Of a shipment, the systems that know its contents are asked; the index is
asked beside them, since transport tells of a shipment whose warehouse may be away. Returns name their
order. Purchase orders concern none: they are named for an index of their own. Other kinds (items) are no part
of any row.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.errors import BackendError, ImpossibleValue
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind
from domain.partners import RowScope
from domain.ports.backends import RETURNS, SHIPMENTS
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Readers
from domain.ports.search import OrderIndex
from domain.ports.state import Crosswalk
from domain.returns import Return
from domain.search.terms import TERM_OF, Term, term
from domain.shipments import Shipment
from gateway.assembly.naming.names import unlinked_findings

_EVERY_ROW = RowScope()
_CONCERNING = (IdentifierKind.ORDER, IdentifierKind.SHIPMENT, IdentifierKind.RETURN)
_NAMED = (*_CONCERNING, IdentifierKind.PURCHASE_ORDER)


class Concerned(NamedTuple):
    """The orders of one thing. errors: of the systems that could not say, where no order is known."""

    orders: tuple[str, ...] = ()
    errors: tuple[BackendError, ...] = ()


_Told = Mapping[str, Concerned]
"""By name."""


class Changed(NamedTuple):
    """One thing of ours that changed; `kind:name` as text."""

    kind: IdentifierKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def read_changed(text: str) -> Changed:
    """The thing that `str` wrote."""
    kind, _, name = text.partition(":")
    return Changed(IdentifierKind(kind), name)


class ChangedOrders:
    """Looks up which orders things belong to: in the crosswalk, at the readers and in the index."""

    def __init__(self, readers: Readers, crosswalk: Crosswalk, index: OrderIndex) -> None:
        self._readers = readers
        self._crosswalk = crosswalk
        self._index = index

    async def ours(
        self, instance: str, told: Mapping[str, tuple[str, ...]]
    ) -> tuple[list[Changed], tuple[Finding, ...]]:
        """The named things in our names; what no link ties to ours is a finding."""
        foreign = [Identifier(kind, instance, value) for kind in _NAMED for value in told.get(kind.value, ())]
        names = await self._crosswalk.ours(foreign) if foreign else {}
        unlinked = [each for each in foreign if each not in names]
        changed = dict.fromkeys(Changed(each.kind, names[each]) for each in foreign if each in names)
        return list(changed), unlinked_findings(unlinked, f"source:{instance}")

    async def concerned(self, changed: Sequence[Changed], demand: Demand) -> Mapping[Changed, Concerned]:
        """The orders of each thing, which is no purchase order; at most one call at each port."""
        names = {kind: [each.name for each in changed if each.kind is kind] for kind in _CONCERNING}
        told: dict[IdentifierKind, _Told] = {
            IdentifierKind.ORDER: {name: Concerned((name,)) for name in names[IdentifierKind.ORDER]},
            IdentifierKind.SHIPMENT: await self._of_shipments(names[IdentifierKind.SHIPMENT], demand),
            IdentifierKind.RETURN: await self._of_returns(names[IdentifierKind.RETURN], demand),
        }
        indexed = await self._indexed([each for each in changed if each.kind is not IdentifierKind.ORDER])
        return {each: _both(told[each.kind][each.name], indexed.get(each, ())) for each in changed}

    async def _of_shipments(self, names: Sequence[str], demand: Demand) -> _Told:
        read = await self._readers.of(SHIPMENTS).read(names, demand) if names else {}
        return {name: _contained(outcome) for name, outcome in read.items()}

    async def _of_returns(self, names: Sequence[str], demand: Demand) -> _Told:
        read = await self._readers.of(RETURNS).read(names, demand) if names else {}
        return {name: _returned(outcome) for name, outcome in read.items()}

    async def _indexed(self, things: Iterable[Changed]) -> Mapping[Changed, tuple[str, ...]]:
        terms = {each: found for each in things if (found := _term(each)) is not None}
        if not terms:
            return {}
        named = await self._index.named(list(terms.values()), _EVERY_ROW)
        return {each: tuple(named.get(found, ())) for each, found in terms.items()}


def _term(thing: Changed) -> Term | None:
    try:
        return term(TERM_OF[thing.kind], thing.name)
    except ImpossibleValue:
        return None


def _contained(outcome: Found[Shipment] | Missing | Failed) -> Concerned:
    if isinstance(outcome, Failed):
        return Concerned(errors=outcome.errors)
    if isinstance(outcome, Missing):
        return Concerned()
    orders = tuple(dict.fromkeys(part.order for part in outcome.value.contents))
    return Concerned(orders) if orders else Concerned(errors=outcome.gaps)


def _returned(outcome: Found[Return] | Missing | Failed) -> Concerned:
    if isinstance(outcome, Failed):
        return Concerned(errors=outcome.errors)
    return Concerned((outcome.value.order,) if isinstance(outcome, Found) and outcome.value.order else ())


def _both(told: Concerned, indexed: tuple[str, ...]) -> Concerned:
    """What the systems and the index say together; the index alone is enough to go on with."""
    orders = tuple(dict.fromkeys((*told.orders, *indexed)))
    return Concerned(orders) if orders else told
