"""`ordergraph exceptions`: work on exception cases straight in our database."""

import asyncio
import getpass
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from rich.console import Console

from domain.cases.impact import touched, union
from domain.cases.work import CaseFilter, unknown_case
from domain.errors import StoreUnavailable
from domain.exceptions import ExceptionCase
from domain.ports.state import ExceptionCases
from gateway.cli.cases.tables import case_tables, one_line, page_table
from gateway.clock import SystemClock
from gateway.settings.process import process_settings
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.cases.told_cases import ToldCases
from gateway.store.database import described, open_database
from gateway.store.log.own_news import OwnNews
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.migrating import needed_revision
from gateway.store.search.order_owners import SqlOrderOwners
from gateway.store.sql_store import SqlStore

Work = Callable[[ExceptionCases], Awaitable[ExceptionCase]]


def list_cases(console: Console, wanted: CaseFilter, limit: int) -> None:
    """Show the cases that were seen last. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_list(console, wanted, limit))


def show_case(console: Console, case_id: str) -> None:
    """Show one case. Raises BadInput, ConfigInvalid, StoreUnavailable."""
    asyncio.run(_show(console, case_id))


def assign_case(console: Console, case_id: str, owner: str) -> None:
    """Put a case into the hands of `owner`. Raises BadInput, ConfigInvalid, StoreUnavailable."""
    who, now = person(), SystemClock().now()
    asyncio.run(_change(console, lambda cases: cases.assign(case_id, owner, who=who, now=now)))


def resolve_case(console: Console, case_id: str, note: str) -> None:
    """Close a case with a note. Raises BadInput, ConfigInvalid, StoreUnavailable."""
    who, now = person(), SystemClock().now()
    asyncio.run(_change(console, lambda cases: cases.resolve(case_id, note, who=who, now=now)))


async def _list(console: Console, wanted: CaseFilter, limit: int) -> None:
    async with _cases() as cases:
        console.print(page_table(await cases.page(wanted, first=limit)))


async def _show(console: Console, case_id: str) -> None:
    async with _cases() as cases:
        case = await cases.case(case_id)
    if case is None:
        raise unknown_case(case_id)
    impact = union(touched(subject).direct for subject in case.finding.subjects)
    for shown in case_tables(case, impact):
        console.print(shown)


async def _change(console: Console, work: Work) -> None:
    async with _cases() as cases:
        console.print(one_line(await work(cases)), soft_wrap=True)


@asynccontextmanager
async def _cases() -> AsyncIterator[ExceptionCases]:
    store = SqlStore(open_database(process_settings().database))
    try:
        found, needed = await store.revision(), needed_revision()
        if found != needed:
            raise StoreUnavailable(
                f"our database is at revision {found or 'none'}, this version needs revision {needed}: "
                "run `ordergraph migrate`",
                cause=described(store.engine.url),
            )
        tell = OwnNews(SqlEventLog(store.engine), LocalSignal())
        yield ToldCases(SqlExceptionCases(store.engine), tell, SqlOrderOwners(store.engine).of)
    finally:
        await store.aclose()


def person() -> str:
    """Who is at the keyboard, for the history; a container may have no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
