"""`ordergraph erase`: a person out of everything that we keep."""

import asyncio
import os
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from gateway.clock import SystemClock
from gateway.erasure.erasing import erased, looked_for
from gateway.erasure.finding import Sought, person_of
from gateway.erasure.person import Person
from gateway.erasure.places import Found
from gateway.opened import Opened, opened_state
from gateway.settings.process import process_settings
from gateway.store.database import described, is_embedded
from gateway.store.migrating import make_ready
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.telemetry.logs import configure_logs


def erase_person(console: Console, customer: str, texts: Sequence[str], *, apply: bool) -> None:
    """Look, and with `apply` remove. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_erase(console, customer, texts, apply=apply))


async def _erase(console: Console, customer: str, texts: Sequence[str], *, apply: bool) -> None:
    settings = process_settings()
    configure_logs("ERROR", settings.log_format)
    opened = opened_state(settings, os.environ, SystemClock())
    try:
        await make_ready(opened.store)
        await opened.graph.crosswalk.load()
        person = await person_of(customer, texts, _sought(opened))
        engine = opened.store.engine
        if not apply:
            found = await looked_for(person, engine)
        else:
            found = await erased(person, engine, opened.shield.signal, opened.clock.now())
        _show(console, person, found, described(engine.url), applied=apply)
        if apply and not settings.redis.get_secret_value():
            console.print(_ALONE if is_embedded(engine.url) else _MANY, style="yellow")
    finally:
        await opened.aclose()


def _sought(opened: Opened) -> Sought:
    return Sought(
        engine=opened.store.engine,
        index=SqlOrderIndex(opened.store.engine),
        crosswalk=opened.graph.crosswalk,
        instances=tuple(opened.file.instances),
    )


def _show(console: Console, person: Person, found: Sequence[Found], where: str, *, applied: bool) -> None:
    table = Table("place", "found", "removed", "", box=None, pad_edge=False, header_style="bold")
    for each in found:
        table.add_row(each.place, f"{each.found:,}", f"{each.removed:,}" if applied else "-", each.note)
    console.print(f"Customer {person.customer}: {len(person.orders):,} orders, in {where}")
    console.print(table)
    if not applied:
        console.print("Nothing was removed. Add --apply to do it.")
    console.print("The systems keep what is theirs: erase it there first, or it is read again.")


_ALONE = "A process that serves now remembers in memory for a while: start it again."
_MANY = "Without ORDERGRAPH_REDIS other processes are not told: start them again."
