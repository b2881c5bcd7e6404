"""Orders of the principal's own, and what is read by an order's number alone."""

from collections.abc import Sequence
from typing import Generic

from domain.orders import Fulfilment, Order
from domain.partners import Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcome, Outcomes, Reader, V
from domain.rows.whose import of_order, of_parties
from resolvers.rows.admission import Admission


class OwnOrders:
    """ORDERS: those that the index admits and whose record, too, says that they are the principal's.

    An order may have changed hands since it came into the index. Of customer, channel and the places of its
    lines the order's record has the last word; who carries it, and which place did ship it, its warehouses
    tell: they are asked where the scope depends on it.
    """

    def __init__(
        self,
        orders: Reader[str, Order],
        fulfilments: Reader[str, Fulfilment],
        admission: Admission,
        principal: Principal,
    ) -> None:
        self._orders = orders
        self._fulfilments = fulfilments
        self._admission = admission
        self._principal = principal

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Order]:
        admitted = await self._admission.orders(keys)
        asked = [key for key in dict.fromkeys(keys) if key in admitted]
        own = self._of_parties(await self._orders.read(asked, demand) if asked else {})
        unsure = self._unsure(own)
        made = await self._fulfilments.read(unsure, demand) if unsure else {}
        return self._shown(keys, own, made)

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Order] | None:
        """Only where the index was asked before: it answers nothing at once."""
        admitted = self._admission.peek_orders(keys)
        if admitted is None:
            return None
        told = _peeked(self._orders, [key for key in dict.fromkeys(keys) if key in admitted], demand)
        if told is None:
            return None
        own = self._of_parties(told)
        made = _peeked(self._fulfilments, self._unsure(own), demand)
        return None if made is None else self._shown(keys, own, made)

    def _of_parties(self, told: Outcomes[str, Order]) -> dict[str, Outcome[Order]]:
        return {key: self._own(outcome) for key, outcome in told.items()}

    def _unsure(self, own: Outcomes[str, Order]) -> list[str]:
        """Orders of which their warehouses must say who carries them and from where."""
        rows = self._admission.rows
        if rows.carriers is None and rows.locations is None:
            return []
        return [
            key
            for key, outcome in own.items()
            if isinstance(outcome, Found) and (rows.carriers is not None or _elsewhere(outcome.value, rows))
        ]

    def _shown(
        self, keys: Sequence[str], own: dict[str, Outcome[Order]], made: Outcomes[str, Fulfilment]
    ) -> Outcomes[str, Order]:
        own |= {key: self._shipped(own[key], outcome) for key, outcome in made.items()}
        for outcome in own.values():
            if isinstance(outcome, Found):
                self._admission.returns.update(outcome.value.return_numbers)
        return {key: own.get(key, MISSING) for key in keys}

    def _own(self, outcome: Outcome[Order]) -> Outcome[Order]:
        """Without a trace of one that is not: not even how old it is."""
        if isinstance(outcome, Missing):
            return MISSING
        if isinstance(outcome, Found) and decide_row(self._principal, of_parties(outcome.value)) is not ALLOW:
            return MISSING
        return outcome

    def _shipped(self, order: Outcome[Order], made: Outcome[Fulfilment]) -> Outcome[Order]:
        """Who carries it and from where, by those who ship it; where they cannot say, nobody can."""
        if not isinstance(order, Found):
            return order
        shipments = made.value.shipments if isinstance(made, Found) else ()
        if decide_row(self._principal, of_order(order.value, shipments)) is ALLOW:
            return order
        if isinstance(made, Failed):
            return Failed(made.error, beside=made.beside)
        return (
            Failed(made.gaps[0], beside=made.gaps[1:]) if isinstance(made, Found) and made.gaps else MISSING
        )


class OfOwnOrders(Generic[V]):
    """What else is read by order numbers, for the principal's own orders alone."""

    def __init__(self, reader: Reader[str, V], orders: OwnOrders) -> None:
        self._reader = reader
        self._orders = orders

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, V]:
        orders = await self._orders.read(keys, demand)
        own = _own_keys(orders)
        return _beside(orders, await self._reader.read(own, demand) if own else {})

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, V] | None:
        orders = self._orders.peek(keys, demand)
        told = None if orders is None else _peeked(self._reader, _own_keys(orders), demand)
        return None if orders is None or told is None else _beside(orders, told)


def _own_keys(orders: Outcomes[str, Order]) -> list[str]:
    return [key for key, outcome in orders.items() if isinstance(outcome, Found)]


def _beside(orders: Outcomes[str, Order], told: Outcomes[str, V]) -> Outcomes[str, V]:
    """What is told of own orders; nothing of others, and why where nobody can say whether they are own."""
    missed = {key: outcome if isinstance(outcome, Failed) else MISSING for key, outcome in orders.items()}
    return {**missed, **told}


def _peeked(reader: Reader[str, V], keys: Sequence[str], demand: Demand) -> Outcomes[str, V] | None:
    """Nobody is asked for nothing."""
    nothing: Outcomes[str, V] = {}
    return reader.peek(keys, demand) if keys else nothing


def _elsewhere(order: Order, rows: RowScope) -> bool:
    """Whether no line leaves a place of the principal's, though another may have shipped it."""
    if rows.locations is None:
        return False
    return rows.locations.isdisjoint(line.location for line in order.lines)
