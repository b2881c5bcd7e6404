"""Orders read with all that their rows are made of, a batch at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.catalog import Customer
from domain.errors import BackendError, ImpossibleValue
from domain.folds.overdue import DueRule, Overdue
from domain.freshness import FreshState
from domain.identifiers import IdentifierKind, unlinked_name
from domain.orders import Fulfilment, Order, Progress
from domain.ports.backends import CUSTOMERS, FULFILMENTS, ORDERS
from domain.ports.demand import Demand
from domain.ports.graph import PROGRESS
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcome, Outcomes, Readers
from domain.search.orders import OrderRow
from domain.search.terms import Term
from gateway.sync.rows import OrderParts, order_row, what_is_due

EmailTerms = Callable[[str], Term]
"""The term of an address; raises ImpossibleValue where it cannot be one."""


class RowsRead(NamedTuple):
    """What became of a batch of order numbers.

    whole: rows of everything that there is to know. partial: rows to which some system could not add.
    failed: numbers whose order could not be read. unknown: numbers that no system knows. errors: of those
    who could not answer. due: what has not come of those read whole, whether its time has passed or not.
    renamed: numbers whose order bears another one, since a link ties both. other_names: under which the
    orders may have been kept before they were tied.
    """

    whole: tuple[OrderRow, ...] = ()
    partial: tuple[OrderRow, ...] = ()
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    errors: tuple[BackendError, ...] = ()
    due: Mapping[str, Sequence[Overdue]] = {}
    renamed: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()

    @property
    def owed(self) -> tuple[str, ...]:
        """The numbers that must be read again."""
        return (*self.failed, *(row.number for row in self.partial))


class AtHand(NamedTuple):
    """An order and what is beside it, as some request has read them."""

    order: Found[Order]
    progress: Outcome[Progress]
    fulfilment: Outcome[Fulfilment]


class _Around(NamedTuple):
    """What was read beside some orders."""

    progress: Outcomes[str, Progress]
    fulfilments: Outcomes[str, Fulfilment]
    customers: Outcomes[str, Customer]


class _Read(NamedTuple):
    """A row, what is due of its order, and whether every system that could add to it did."""

    row: OrderRow
    due: Sequence[Overdue]
    is_whole: bool


class OrderReading:
    """Makes rows of what the graph's readers tell. rules: what is due when."""

    def __init__(self, readers: Readers, email_terms: EmailTerms, rules: Sequence[DueRule] = ()) -> None:
        self._readers = readers
        self._email_terms = email_terms
        self._rules = rules

    async def rows(self, numbers: Sequence[str], demand: Demand) -> RowsRead:
        """Read these orders, in one batch at each port. Backends' faults are part of the answer."""
        orders = await self._readers.of(ORDERS).read(numbers, demand)
        found = {number: got for number, got in orders.items() if isinstance(got, Found)}
        around = await self._around(found, demand)
        read = [self._row(number, got, around) for number, got in found.items()]
        return RowsRead(
            whole=tuple(each.row for each in read if each.is_whole),
            partial=tuple(each.row for each in read if not each.is_whole),
            due={each.row.number: each.due for each in read if each.is_whole},
            failed=tuple(number for number, got in orders.items() if isinstance(got, Failed)),
            unknown=tuple(number for number, got in orders.items() if isinstance(got, Missing)),
            errors=tuple(_errors(orders, *around)),
            renamed=renamed(found),
            other_names=tuple(
                dict.fromkeys(name for got in found.values() for name in _other_names(got.value))
            ),
        )

    def at_hand(self, numbers: Sequence[str], demand: Demand) -> Mapping[str, AtHand]:
        """What the request behind `demand` has read of these orders, where that is all but the customer."""
        orders = self._readers.of(ORDERS).peek(numbers, demand) or {}
        progress = self._readers.of(PROGRESS).peek(numbers, demand) or {}
        fulfilments = self._readers.of(FULFILMENTS).peek(numbers, demand) or {}
        return {
            number: AtHand(order, progress[number], fulfilments[number])
            for number, order in orders.items()
            if number in progress and number in fulfilments and isinstance(order, Found)
        }

    async def completed(self, known: Mapping[str, AtHand], demand: Demand) -> tuple[OrderRow, ...]:
        """Whole rows of what was at hand; nothing but the customers is read for them."""
        found = {number: each.order for number, each in known.items()}
        around = _Around(
            {number: each.progress for number, each in known.items()},
            {number: each.fulfilment for number, each in known.items()},
            await self._customers(found.values(), demand),
        )
        read = [self._row(number, got, around) for number, got in found.items()]
        return tuple(each.row for each in read if each.is_whole)

    async def _around(self, found: Mapping[str, Found[Order]], demand: Demand) -> _Around:
        if not found:
            return _Around({}, {}, {})
        numbers = list(found)
        return _Around(
            await self._readers.of(PROGRESS).read(numbers, demand),
            await self._readers.of(FULFILMENTS).read(numbers, demand),
            await self._customers(found.values(), demand),
        )

    async def _customers(self, orders: Iterable[Found[Order]], demand: Demand) -> Outcomes[str, Customer]:
        codes = list(dict.fromkeys(got.value.customer for got in orders if got.value.customer))
        return await self._readers.of(CUSTOMERS).read(codes, demand) if codes else {}

    def _row(self, number: str, order: Found[Order], around: _Around) -> _Read:
        progress, fulfilment = around.progress[number], around.fulfilments[number]
        code = order.value.customer
        customer = around.customers[code] if code else MISSING
        parts = OrderParts(
            order.value,
            progress.value if isinstance(progress, Found) else None,
            fulfilment.value if isinstance(fulfilment, Found) else None,
            self._email(customer.value) if isinstance(customer, Found) else None,
        )
        read = (order, progress, fulfilment, customer)
        due = what_is_due(parts, self._rules)
        return _Read(order_row(parts, due), due, all(_is_whole(each) for each in read))

    def _email(self, customer: Customer) -> Term | None:
        try:
            return self._email_terms(customer.email) if customer.email else None
        except ImpossibleValue:
            return None


def renamed(found: Mapping[str, Found[Order]]) -> tuple[str, ...]:
    """The numbers under which orders were found that bear another one."""
    return tuple(number for number, got in found.items() if got.value.number != number)


def _other_names(order: Order) -> Iterator[str]:
    """What the order would be called here by the number of each system."""
    for name in order.identifiers:
        if name.kind is IdentifierKind.ORDER:
            yield from {name.value, unlinked_name(name)} - {order.number}


def _errors(*read: Mapping[str, object]) -> Iterator[BackendError]:
    """What those who could not answer failed with."""
    for outcome in (each for outcomes in read for each in outcomes.values()):
        if isinstance(outcome, Failed):
            yield from outcome.errors
        elif isinstance(outcome, Found):
            yield from outcome.gaps


def _is_whole(outcome: object) -> bool:
    if isinstance(outcome, Found):
        return not outcome.gaps and all(stamp.state is FreshState.FRESH for stamp in outcome.stamps)
    return isinstance(outcome, Missing)
