"""`ordergraph erase`: a person out of everything that we keep."""

import asyncio
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from gateway.cli.opened_stores import opened_stores
from gateway.erasure.erasing import erased, looked_for
from gateway.erasure.finding import Sought, person_of
from gateway.erasure.person import Person
from gateway.erasure.places import Found
from gateway.opened import Opened
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.database import described
from gateway.store.search.sql_order_index import SqlOrderIndex


def erase_person(console: Console, customer: str, texts: Sequence[str], *, apply: bool) -> None:
    """Look, and with `apply` remove. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_erase(console, customer, texts, apply=apply))


async def _erase(console: Console, customer: str, texts: Sequence[str], *, apply: bool) -> None:
    async with opened_stores() as opened:
        await opened.graph.crosswalk.load()
        person = await person_of(customer, texts, _sought(opened))
        engine, signal = opened.store.engine, opened.shield.signal
        if not apply:
            found = await looked_for(person, engine)
        else:
            found = await erased(person, engine, signal, opened.clock.now())
        _show(console, person, found, described(engine.url), applied=apply)
        if apply and isinstance(signal, LocalSignal):
            console.print(_ALONE, style="yellow")


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
