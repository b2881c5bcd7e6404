"""Overdue milestones of orders as exception cases: opened once they are due, closed once they came."""

from collections.abc import Mapping, Sequence

from domain.exceptions import SYSTEM, CaseState, ExceptionCase
from domain.folds.overdue import OVERDUE, DueRule, Overdue, overdue_finding, overdue_groups
from domain.ports.demand import Demand
from domain.ports.state import Clock, ExceptionCases
from gateway.assembly.raising import traced
from gateway.sync.indexing import RaiseAll, ReadRows
from gateway.sync.order_reading import RowsRead
from gateway.sync.recent import Recent

_CAME = "it has come, or is no longer owed"


class OverdueCases:
    """Weighs every order that is brought into the index.

    A case is not seen again for as long as the milestone is late, so that one which a person closed stays
    closed.
    """

    def __init__(
        self, cases: ExceptionCases, rules: Sequence[DueRule], clock: Clock, raise_all: RaiseAll
    ) -> None:
        self._cases = cases
        self._rules = rules
        self._clock = clock
        self._raise_all = raise_all
        # Cases are written behind: until they are, several polls may read the same order.
        self._raised: Recent[str] = Recent(clock)

    def weighing(self, read: ReadRows) -> ReadRows:
        """The same reading of rows; what is read whole is weighed."""

        async def read_and_weigh(numbers: Sequence[str], demand: Demand) -> RowsRead:
            rows = await read(numbers, demand)
            await self.weigh(rows.due, demand)
            return rows

        return read_and_weigh

    async def weigh(self, due: Mapping[str, Sequence[Overdue]], demand: Demand) -> None:
        """Compare what is due of these orders with their cases. Raises StoreUnavailable.

        due: everything that has not come, by order number, whether its time has passed or not.
        """
        groups = [group for number in due for group in overdue_groups(_subject(number), self._rules)]
        if not groups:
            return
        now = self._clock.now()
        passed = ((number, one) for number, every in due.items() for one in every if one.due_at < now)
        found = (traced(overdue_finding(_subject(number), one), demand) for number, one in passed)
        late = {finding.group: finding for finding in found}
        known = {case.finding.group: case for case in await self._cases.of_groups(OVERDUE, groups)}
        news = [group for group in late if _is_news(known.get(group)) and group not in self._raised]
        self._raise_all([late[group] for group in news])
        for group in news:
            self._raised.add(group)
        for group, case in known.items():
            if group not in late and case.state is not CaseState.RESOLVED:
                await self._cases.settle(OVERDUE, group, _CAME, now=now)


def _is_news(case: ExceptionCase | None) -> bool:
    """Whether there is no case, or only one that was closed because there was nothing to it any more."""
    if case is None:
        return True
    return case.state is CaseState.RESOLVED and case.history[-1].who == SYSTEM


def _subject(number: str) -> str:
    return f"order:{number}"
