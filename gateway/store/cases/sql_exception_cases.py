"""The port `ExceptionCases` on SQLite and PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.cases.work import CaseFilter, CasePage, CasePosition, assigned, resolved, settled, unknown_case
from domain.errors import StoreUnavailable
from domain.exceptions import CaseState, ExceptionCase, Finding
from domain.partners import RowScope
from domain.rows.own_cases import EVERY_ROW
from gateway.store.cases.queries import CaseQueries, changes_of, of_groups, unresolved
from gateway.store.cases.rows import case_of, change_row
from gateway.store.cases.sightings import Sightings
from gateway.store.cases.tables import EXCEPTION_CHANGE
from gateway.store.database import store_errors
from gateway.store.in_time import in_time
from gateway.store.tables import EXCEPTION_CASE

_ATTEMPTS = 8
_GROUPS_AT_ONCE = 500


class SqlExceptionCases:
    """Implements the port `ExceptionCases`. Replicas may write side by side."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sightings = Sightings(engine.url)
        self._queries = CaseQueries(engine.url)

    async def raise_all(self, findings: Sequence[Finding], now: datetime) -> None:
        if not findings:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await self._sightings.write(connection, findings, now)

    async def cases(self, state: CaseState | None = None, *, limit: int = 100) -> Sequence[ExceptionCase]:
        states = () if state is None else (state,)
        return list((await self.page(CaseFilter(states=states), first=limit)).cases)

    @in_time
    async def page(
        self,
        wanted: CaseFilter,
        *,
        first: int,
        after: CasePosition | None = None,
        rows: RowScope = EVERY_ROW,
    ) -> CasePage:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                found = await _read(connection, self._queries.page(wanted, rows, after, first))
                total = await connection.scalar(self._queries.count(wanted, rows))
        return CasePage(cases=tuple(found[:first]), more=len(found) > first, total=total or 0)

    @in_time
    async def case(self, case_id: str, rows: RowScope = EVERY_ROW) -> ExceptionCase | None:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                found = await _read(connection, self._queries.one(case_id, rows))
        return found[0] if found else None

    @in_time
    async def of_groups(self, code: str, groups: Sequence[str]) -> Sequence[ExceptionCase]:
        found: list[ExceptionCase] = []
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for start in range(0, len(groups), _GROUPS_AT_ONCE):
                    found += await _read(connection, of_groups(code, groups[start : start + _GROUPS_AT_ONCE]))
        return found

    async def assign(self, case_id: str, owner: str, *, who: str, now: datetime) -> ExceptionCase:
        return await self._change(case_id, lambda case: assigned(case, owner, who=who, now=now))

    async def resolve(self, case_id: str, note: str, *, who: str, now: datetime) -> ExceptionCase:
        return await self._change(case_id, lambda case: resolved(case, note, who=who, now=now))

    async def settle(self, code: str, group: str, note: str, *, now: datetime) -> bool:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                case_id = await connection.scalar(unresolved(code, group))
        if case_id is None:
            return False
        await self._change(case_id, lambda case: settled(case, note, now=now))
        return True

    async def _change(self, case_id: str, step: Callable[[ExceptionCase], ExceptionCase]) -> ExceptionCase:
        """Take a step from what the case is now; read again where somebody else was quicker."""
        for _ in range(_ATTEMPTS):
            before = await self.case(case_id)
            if before is None:
                raise unknown_case(case_id)
            after = step(before)
            if after is before or await self._kept(before, after):
                return after
        raise StoreUnavailable("others keep changing this exception case", cause=f"case {case_id}")

    async def _kept(self, before: ExceptionCase, after: ExceptionCase) -> bool:
        """Write the step and its change, unless state or owner are no longer those of `before`."""
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                if not await _moved(connection, before, after):
                    return False
                row = change_row(after.id, after.history[-1])
                await connection.execute(insert(EXCEPTION_CHANGE).values(row))
                return True


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[ExceptionCase]:
    """The cases of the query, each with its history."""
    rows = (await connection.execute(query)).mappings().all()
    changes: dict[str, list[RowMapping]] = {row["id"]: [] for row in rows}
    if rows:
        for change in (await connection.execute(changes_of(list(changes)))).mappings():
            changes[change["case_id"]].append(change)
    return [case_of(row, changes[row["id"]]) for row in rows]


async def _moved(connection: AsyncConnection, before: ExceptionCase, after: ExceptionCase) -> bool:
    case = EXCEPTION_CASE.c
    statement = (
        update(EXCEPTION_CASE)
        .where(case.id == before.id, case.state == before.state.value, case.owner == before.owner)
        .values(state=after.state.value, owner=after.owner, resolution=after.resolution)
    )
    return (await connection.execute(statement)).rowcount == 1
