"""What the commands below `ordergraph positions` do, and show."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.errors import BadInput
from domain.positions.drift import Drift
from gateway.cli.opened_stores import opened_stores
from gateway.opened import Opened
from gateway.positions.bad_rows import BadRows
from gateway.positions.importing import Imported, Importing, ImportingParts
from gateway.positions.snapshot_rows import rows_of
from gateway.settings.positions import KeptPositions
from gateway.store.positions.sql_drifts import SqlDrifts
from gateway.store.positions.sql_positions import SqlPositions
from gateway.store.positions.sql_snapshots import SqlSnapshots

DONE, WRONG = 0, 1


def import_positions(file: Path, source: str, as_of: datetime | None) -> int:
    """0: every row is in. 1: some are dead letters. Raises BadInput, ConfigInvalid, StoreUnavailable."""
    return asyncio.run(_import(file, source, as_of))


def compare_positions(file: Path, source: str, as_of: datetime | None) -> int:
    """1 where some location differs by more than its instance's bound. Raises as `import_positions`."""
    return asyncio.run(_compare(file, source, as_of))


def show_drift(source: str | None, limit: int) -> int:
    """The same of the last comparison."""
    return asyncio.run(_show(source, limit))


async def _import(file: Path, source: str, as_of: datetime | None) -> int:
    async with _opened() as opened:
        importing, bad = _importing(opened, source, as_of)
        done = await importing.bring_in(rows_of(file))
    console = _console()
    console.print(f"{source}: {done.rows} positions are read from now on", markup=False)
    if done.carried:
        console.print(f"{done.carried} of them, or beside them, had moved since and were carried over")
    _show_bad(bad)
    if done.drifts:
        console.print(_table(done.drifts))
    return WRONG if done.bad else DONE


async def _compare(file: Path, source: str, as_of: datetime | None) -> int:
    async with _opened() as opened:
        importing, bad = _importing(opened, source, as_of)
        done: Imported = await importing.compare(rows_of(file))
        bound = _kept(opened, source).drift
    _console().print(_table(done.drifts))
    _show_bad(bad)
    return WRONG if any(each.share > bound for each in done.drifts) else DONE


async def _show(source: str | None, limit: int) -> int:
    async with _opened() as opened:
        drifts = await SqlDrifts(opened.store.engine).drifts(source, first=limit)
        bounds = {each.source: _kept(opened, each.source).drift for each in drifts}
    _console().print(_table(drifts) if drifts else "Nothing was compared yet.")
    return WRONG if any(each.share > bounds[each.source] for each in drifts) else DONE


def _importing(opened: Opened, source: str, as_of: datetime | None) -> tuple[Importing, BadRows]:
    if source not in opened.file.instances:
        raise BadInput(f"no instance is called {source!r}", field="source")
    if source not in opened.file.positions:
        raise BadInput(f"`positions` of the instance file does not name {source}", field="source")
    now = opened.clock.now()
    if as_of is not None and as_of > now:
        raise BadInput("lies ahead", field="as-of")
    engine, stores = opened.store.engine, opened.intake.stores
    parts = ImportingParts(
        positions=SqlPositions(engine),
        snapshots=SqlSnapshots(engine),
        drifts=SqlDrifts(engine),
        crosswalk=opened.graph.crosswalk,
        log=stores.log,
        signal=opened.shield.signal,
        clock=opened.clock,
        raise_all=opened.cases.offer,
        drift=_kept(opened, source).drift,
    )
    bad = BadRows(stores.inbox, stores.log, opened.cases.offer, source)
    return Importing(parts, source, (as_of or now).astimezone(UTC), bad), bad


def _kept(opened: Opened, source: str) -> KeptPositions:
    return opened.file.positions.get(source) or KeptPositions()


@asynccontextmanager
async def _opened() -> AsyncIterator[Opened]:
    async with opened_stores() as opened:
        opened.cases.start()
        await opened.graph.crosswalk.load()
        yield opened


def _table(drifts: Sequence[Drift]) -> Table:
    names = (
        "source",
        "location",
        "as of",
        "compared",
        "differ",
        "share",
        "not kept",
        "units off",
        "of units",
    )
    table = Table(*names, box=None, pad_edge=False)
    for each in drifts:
        table.add_row(
            each.source,
            each.location,
            each.as_of.strftime("%Y-%m-%d %H:%M"),
            str(each.compared),
            str(each.differing),
            f"{each.share:.2%}",
            str(each.unexpected),
            str(each.off),
            str(each.of),
        )
    return table


def _show_bad(bad: BadRows) -> None:
    console = _console()
    if bad.count:
        console.print(
            f"{bad.count} rows are not taken; `ordergraph deadletters list` has them:", markup=False
        )
    for each in bad.first:
        console.print(f"  {each.place}: {each.error.public}", markup=False)


def _console() -> Console:
    return Console(soft_wrap=True, highlight=False)
