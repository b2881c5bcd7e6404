"""What the commands below `ordergraph links` do."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from domain.errors import BadInput, ConfigInvalid
from domain.folds.standing_claims import ClaimKey
from domain.identifiers import SHARED_KINDS, IdentifierKind, Link, LinkOrigin, kinds_of, thing_of
from gateway.cli.cases.work import person
from gateway.cli.crosswalk.tables import going_table, link_table, new_table, overruled_table, removed_table
from gateway.clock import SystemClock
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.naming.link_documents import read_links
from gateway.settings.process import process_settings
from gateway.store.database import open_database
from gateway.store.links.importing import planned, write_new
from gateway.store.links.removing import Choice, SqlRemovals
from gateway.store.links.sql_crosswalk import SqlCrosswalk, crosswalk_of
from gateway.store.links.sql_links import SqlLinks
from gateway.store.migrating import make_ready
from gateway.store.sql_store import SqlStore
from gateway.telemetry.logs import configure_logs
from gateway.wiring.systems import known_adapters

DONE, WRONG = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The instance file, and our database behind it."""

    file: InstanceFile
    links: SqlLinks
    removals: SqlRemovals
    clock: SystemClock

    def crosswalk(self) -> SqlCrosswalk:
        return crosswalk_of(self.file, self.links, self.clock)


def import_links(console: Console, file: Path, *, apply: bool) -> int:
    """Show what the file would change, and with `apply` change it. 0: all is right. 1: some rows are not.

    Raises ConfigInvalid, StoreUnavailable.
    """
    return asyncio.run(_import(console, file, apply=apply))


def show_links(console: Console, kind: IdentifierKind, name: str) -> None:
    """Every claim about the thing of this name. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_show(console, kind, name))


def remove_links(console: Console, file: Path | None, choice: Choice, *, apply: bool) -> int:
    """Show which links would be taken back, and with `apply` do it. 1 where rows of the file are wrong.

    Raises BadInput where nothing narrows the choice; ConfigInvalid, StoreUnavailable.
    """
    if file is None and not any((choice.kind, choice.instance, choice.value, choice.ours)):
        raise BadInput("needs a file, or --kind, --instance, --value or --ours", field="links remove")
    return asyncio.run(_remove(console, file, choice, apply=apply))


async def _import(console: Console, file: Path, *, apply: bool) -> int:
    async with _opened() as opened:
        rows, bad = read_links(file, opened.file.instances)
        plan = await planned(rows, opened.file.links, opened.links)
        if apply:
            await write_new(plan, opened.links, opened.clock.now())
    if plan.new:
        console.print(new_table(plan.new))
    if plan.overruled:
        console.print(overruled_table(plan.overruled))
    wrong = [*bad, *plan.contradicting]
    _complain(console, wrong)
    done = "added" if apply else "to add with --apply"
    console.print(f"{len(plan.new)} {done}, {plan.known} declared already, {len(wrong)} wrong", markup=False)
    return WRONG if wrong else DONE


async def _remove(console: Console, file: Path | None, choice: Choice, *, apply: bool) -> int:
    async with _opened() as opened:
        rows, bad = read_links(file, opened.file.instances) if file else ([], [])
        if file:
            origin = choice.origin or LinkOrigin.DECLARED
            choice = replace(choice, rows=[(row.foreign, row.ours) for row in rows], origin=origin)
        chosen = await opened.removals.chosen(choice)
        count = chosen.count
        if apply:
            count = await opened.removals.remove(choice, who=person(), now=opened.clock.now())
    if chosen.count:
        console.print(going_table(chosen))
    _complain(console, bad)
    done = "taken back" if apply else "to take back with --apply"
    console.print(f"{count} {done}, {len(bad)} wrong", markup=False)
    return WRONG if bad else DONE


async def _show(console: Console, kind: IdentifierKind, name: str) -> None:
    async with _opened() as opened:
        crosswalk = opened.crosswalk()
        if thing_of(kind) is kind:
            links = [link for each in kinds_of(kind) for link in await crosswalk.links(each, name)]
        else:
            links = await _claims(opened, kind, name)
        standing = await crosswalk.ours([link.identifier for link in links])
        removed = [each for one in kinds_of(kind) for each in await opened.removals.removed(one, name)]
    if links:
        console.print(link_table(links, standing))
    else:
        console.print(f"no link speaks of {kind} '{name}'", markup=False, soft_wrap=True)
    if removed:
        console.print(removed_table(removed))


async def _claims(opened: _Opened, kind: IdentifierKind, value: str) -> list[Link]:
    """Whatever this value is claimed to mean, in any instance."""
    names = [""] if kind in SHARED_KINDS else list(opened.file.instances)
    told = await opened.links.claims([ClaimKey(kind, name, value) for name in names])
    meant = sorted({link.ours for claims in told.values() for link in claims})
    rows = {row.ours for row in opened.file.links if (row.foreign.kind, row.foreign.value) == (kind, value)}
    crosswalk = opened.crosswalk()
    links = [
        link for ours in (*meant, *sorted(rows - set(meant))) for link in await crosswalk.links(kind, ours)
    ]
    return [link for link in links if link.identifier.value == value]


def _complain(console: Console, wrong: Sequence[ConfigInvalid]) -> None:
    for problem in wrong:
        console.print(problem.public, style="red", markup=False, soft_wrap=True)


@asynccontextmanager
async def _opened() -> AsyncIterator[_Opened]:
    settings = process_settings()
    configure_logs("ERROR", settings.log_format)
    file = load_instance_file(settings.config, known_adapters(), os.environ)
    store = SqlStore(open_database(settings.database))
    try:
        await make_ready(store)
        yield _Opened(
            file=file,
            links=SqlLinks(store.engine),
            removals=SqlRemovals(store.engine),
            clock=SystemClock(),
        )
    finally:
        await store.aclose()
