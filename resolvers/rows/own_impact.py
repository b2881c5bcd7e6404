"""What an exception case touches, as far as the principal may know."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.cases.impact import Impact, touched
from domain.orders import Order
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Found, Outcome, Outcomes, Reader

ORDER: Final = "order:"


class OwnImpact:
    """IMPACT of own orders. Of what is no order it is told what its name says, not who waits for it."""

    def __init__(self, impact: Reader[str, Impact], orders: Reader[str, Order]) -> None:
        self._impact = impact
        self._orders = orders

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Impact]:
        numbers = {key: key.removeprefix(ORDER) for key in keys if key.startswith(ORDER)}
        orders = await self._orders.read(list(numbers.values()), demand) if numbers else {}
        asked = [key for key, number in numbers.items() if isinstance(orders[number], Found)]
        told: Mapping[str, Outcome[Impact]] = await self._impact.read(asked, demand) if asked else {}
        return {key: _told(key, told) for key in keys}

    def peek(self, keys: Sequence[str], demand: Demand) -> None:
        """Nothing is answered at once: the index is asked first."""
        del keys, demand


def _told(key: str, told: Mapping[str, Outcome[Impact]]) -> Outcome[Impact]:
    if key.startswith(ORDER):
        return told.get(key, MISSING)
    return Found(touched(key).direct)
