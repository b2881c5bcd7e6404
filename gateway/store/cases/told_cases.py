"""Exception cases whose steps come into the log, so that whoever follows it hears of them.

The step is made first, and told then. What is not told, since the process ended or the log was away, is told
with the next sighting: each step has a name of its own, and comes into the log once.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from msgspec.structs import replace

from domain.cases.telling import step_name, step_of
from domain.cases.work import CaseFilter, CasePage, CasePosition
from domain.events.record import Event
from domain.exceptions import CaseState, ExceptionCase, Finding
from domain.partners import RowScope
from domain.ports.log import TellOwn
from domain.ports.search import OwnersOf
from domain.ports.state import ExceptionCases
from domain.rows.own_cases import EVERY_ROW, orders_of_case, owners_of_case
from domain.search.silences import source_step

_MOST = 20_000
"""Steps of which it is remembered that they were told."""


class ToldCases:
    """Implements `ExceptionCases` over another, and tells what changes."""

    def __init__(self, cases: ExceptionCases, tell: TellOwn, owners_of: OwnersOf) -> None:
        self._cases = cases
        self._tell = tell
        self._owners_of = owners_of
        self._told: OrderedDict[str, None] = OrderedDict()

    async def raise_all(self, findings: Sequence[Finding], now: datetime) -> None:
        await self._cases.raise_all(findings, now)
        groups: dict[str, dict[str, None]] = {}
        for finding in findings:
            groups.setdefault(finding.code, {})[finding.group] = None
        for code, of_code in groups.items():
            seen = await self._cases.of_groups(code, list(of_code))
            await self._tell_steps([case for case in seen if case.state is CaseState.OPEN], now)

    async def cases(self, state: CaseState | None = None, *, limit: int = 100) -> Sequence[ExceptionCase]:
        return await self._cases.cases(state, limit=limit)

    async def page(
        self,
        wanted: CaseFilter,
        *,
        first: int,
        after: CasePosition | None = None,
        rows: RowScope = EVERY_ROW,
    ) -> CasePage:
        return await self._cases.page(wanted, first=first, after=after, rows=rows)

    async def case(self, case_id: str, rows: RowScope = EVERY_ROW) -> ExceptionCase | None:
        return await self._cases.case(case_id, rows)

    async def of_groups(self, code: str, groups: Sequence[str]) -> Sequence[ExceptionCase]:
        return await self._cases.of_groups(code, groups)

    async def assign(self, case_id: str, owner: str, *, who: str, now: datetime) -> ExceptionCase:
        case = await self._cases.assign(case_id, owner, who=who, now=now)
        await self._tell_steps([case], now)
        return case

    async def resolve(self, case_id: str, note: str, *, who: str, now: datetime) -> ExceptionCase:
        case = await self._cases.resolve(case_id, note, who=who, now=now)
        await self._tell_steps([case], now)
        return case

    async def settle(self, code: str, group: str, note: str, *, now: datetime) -> bool:
        settled = await self._cases.settle(code, group, note, now=now)
        if settled:
            await self._tell_steps(await self._cases.of_groups(code, [group]), now)
        return settled

    async def _tell_steps(self, cases: Iterable[ExceptionCase], now: datetime) -> None:
        new = [case for case in cases if step_name(case) not in self._told]
        sources = [event for case in new if (event := source_step(case, now)) is not None]
        if not new or not await self._tell([*await self._steps(new, now), *sources]):
            return
        self._told.update(dict.fromkeys(map(step_name, new)))
        while len(self._told) > _MOST:
            self._told.popitem(last=False)

    async def _steps(self, cases: Sequence[ExceptionCase], now: datetime) -> list[Event]:
        """The last step of each, for those whose case it is."""
        numbers = sorted(set(chain.from_iterable(orders_of_case(case.finding) for case in cases)))
        owners = await self._owners_of(numbers) if numbers else {}
        return [replace(step_of(case, now), owners=owners_of_case(case.finding, owners)) for case in cases]
