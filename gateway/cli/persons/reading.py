"""`ordergraph reads`: who was shown personal data."""

import asyncio

from rich.console import Console
from rich.table import Table

from domain.registry.personal_reads import PersonalRead
from gateway.settings.process import process_settings
from gateway.store.database import open_database
from gateway.store.partners.personal_reads import SqlPersonalReads

_FEW = 4


def show_reads(console: Console, partner: str | None, subject: str | None, limit: int) -> None:
    """Print them, the latest first. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_show(console, partner, subject, limit))


async def _show(console: Console, partner: str | None, subject: str | None, limit: int) -> None:
    engine = open_database(process_settings().database)
    try:
        found = await SqlPersonalReads(engine).reads(partner=partner, subject=subject, limit=limit)
    finally:
        await engine.dispose()
    if not found:
        console.print("Nobody, as far as it was kept: grants ask for it with `audited: true`.")
        return
    table = Table("at", "who", "operation", "what", "whose", box=None, pad_edge=False, header_style="bold")
    for read in found:
        table.add_row(*_row(read))
    console.print(table)


def _row(read: PersonalRead) -> tuple[str, ...]:
    who = f"{read.partner} ({read.person})" if read.person else read.partner
    whose = ", ".join(read.subjects[:_FEW])
    more = read.count - min(len(read.subjects), _FEW)
    return (
        read.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        who,
        read.operation or "(unnamed)",
        ", ".join(read.fields),
        f"{whose} and {more} more" if more > 0 else whose,
    )
