"""Returns and purchase orders of the principal's own."""

from collections.abc import Sequence

from domain.orders import Order
from domain.partners import Principal
from domain.policy import ALLOW, decide_row
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcome, Outcomes, Reader
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.rows.whose import of_purchase_order
from domain.search.terms import TermKind
from resolvers.rows.admission import Admission


class OwnReturns:
    """RETURNS: those that an own order names, or that the index has by its order; the order is looked at.

    A return of which no system tells the order is nobody's.
    """

    def __init__(
        self, returns: Reader[str, Return], orders: Reader[str, Order], admission: Admission
    ) -> None:
        self._returns = returns
        self._orders = orders
        self._admission = admission

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Return]:
        unknown = [key for key in dict.fromkeys(keys) if key not in self._admission.returns]
        named = await self._admission.named(TermKind.RETURN, unknown) if unknown else {}
        asked = [key for key in dict.fromkeys(keys) if key in named or key not in unknown]
        told = await self._returns.read(asked, demand) if asked else {}
        numbers = sorted(_numbers(told))
        orders = await self._orders.read(numbers, demand) if numbers else {}
        return _of_orders(keys, told, orders)

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Return] | None:
        """Only returns that own orders have named already."""
        if any(key not in self._admission.returns for key in keys):
            return None
        told = self._returns.peek(keys, demand) if keys else {}
        numbers = sorted(_numbers(told)) if told else []
        orders = self._orders.peek(numbers, demand) if numbers else {}
        return None if told is None or orders is None else _of_orders(keys, told, orders)


class OwnPurchases:
    """PURCHASE_ORDERS: those that their index admits and whose record, too, says that they are one's own."""

    def __init__(
        self, purchases: Reader[str, PurchaseOrder], admission: Admission, principal: Principal
    ) -> None:
        self._purchases = purchases
        self._admission = admission
        self._principal = principal

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, PurchaseOrder]:
        admitted = await self._admission.purchases(keys)
        asked = [key for key in dict.fromkeys(keys) if key in admitted]
        told = await self._purchases.read(asked, demand) if asked else {}
        own = {key: self._own(outcome) for key, outcome in told.items()}
        return {key: own.get(key, MISSING) for key in keys}

    def peek(self, keys: Sequence[str], demand: Demand) -> None:
        """Nothing is answered at once: the index is asked first."""
        del keys, demand

    def _own(self, outcome: Outcome[PurchaseOrder]) -> Outcome[PurchaseOrder]:
        if isinstance(outcome, Failed):
            return outcome
        if isinstance(outcome, Missing):
            return MISSING
        owners = of_purchase_order(outcome.value)
        return outcome if decide_row(self._principal, owners) is ALLOW else MISSING


def _numbers(told: Outcomes[str, Return]) -> set[str]:
    return {got.value.order for got in told.values() if isinstance(got, Found)} - {""}


def _of_orders(
    keys: Sequence[str], told: Outcomes[str, Return], orders: Outcomes[str, Order]
) -> Outcomes[str, Return]:
    own = {key: _of_order(outcome, orders) for key, outcome in told.items()}
    return {key: own.get(key, MISSING) for key in keys}


def _of_order(outcome: Outcome[Return], orders: Outcomes[str, Order]) -> Outcome[Return]:
    if isinstance(outcome, Failed):
        return outcome
    if isinstance(outcome, Missing):
        return MISSING
    order = orders.get(outcome.value.order, MISSING)
    if isinstance(order, Failed):
        return order
    return outcome if isinstance(order, Found) else MISSING
