"""The index of purchase orders in memory, by the one decision over rows."""

from collections.abc import Sequence

from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.purchasing import PurchaseOrder
from domain.rows.whose import of_purchase_order
from domain.search.purchases import PurchaseRow


class InMemoryPurchaseIndex:
    """Keeps rows in a dictionary. `asked` holds each question; each of `errors` is raised once."""

    def __init__(self, rows: Sequence[PurchaseRow] = ()) -> None:
        self.held = {row.number: row for row in rows}
        self.asked: list[tuple[tuple[str, ...], RowScope]] = []
        self.errors: list[Exception] = []

    async def put(self, rows: Sequence[PurchaseRow]) -> None:
        self._trouble()
        self.held.update((row.number, row) for row in rows)

    async def forget(self, numbers: Sequence[str]) -> None:
        self._trouble()
        for number in numbers:
            self.held.pop(number, None)

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        self._trouble()
        self.asked.append((tuple(numbers), rows))
        asker = Principal(partner="any", grant=Grant(scopes=frozenset(), rows=rows))
        return frozenset(
            number for number in numbers if number in self.held and _sees(asker, self.held[number])
        )

    def _trouble(self) -> None:
        if self.errors:
            raise self.errors.pop(0)


def _sees(asker: Principal, row: PurchaseRow) -> bool:
    record = PurchaseOrder(number=row.number, source="any", supplier=row.supplier, location=row.location)
    return decide_row(asker, of_purchase_order(record)) is ALLOW
