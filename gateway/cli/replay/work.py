"""What `ordergraph replay` does, and shows."""

import asyncio
from datetime import UTC, datetime

from rich.console import Console

from domain.errors import BadInput
from domain.log.cursors import log_cursor
from domain.log.replays import Replay, Replayed
from domain.ports.log import EventLog
from gateway.cli.opened_stores import opened_stores
from gateway.intake.replaying import Replaying

DONE, SOME_FAILED = 0, 1
Times = tuple[datetime | None, datetime | None]


def replay_deliveries(source: str | None, times: Times, after: str | None, limit: int, *, apply: bool) -> int:
    """0: done, or it would be. 1: some cannot be mapped, or are not kept any more.

    Raises BadInput, ConfigInvalid, StoreUnavailable.
    """
    return asyncio.run(_replay(source, times, after, limit, apply=apply))


async def _replay(source: str | None, times: Times, after: str | None, limit: int, *, apply: bool) -> int:
    since, until = (None if each is None else _in_utc(each) for each in times)
    async with opened_stores() as opened:
        await opened.graph.crosswalk.load()
        intake = opened.intake
        behind = None if after is None else await position_of(after, intake.stores.log)
        wanted = Replay(source=source, since=since, until=until, behind=behind, most=limit)
        replaying = Replaying(intake.stores, intake.mapping, intake.effects, opened.clock)
        replayed = await replaying.replay(wanted, apply=apply)
    _show(replayed, apply=apply)
    return SOME_FAILED if replayed.failed or replayed.gone else DONE


async def position_of(after: str, log: EventLog) -> int:
    """The place in this log. Raises BadInput for a cursor of another log, and StoreUnavailable."""
    cursor = log_cursor(after, field="after")
    if cursor.log != await log.name():
        raise BadInput("is a cursor of another log", field="after")
    return cursor.position


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show(replayed: Replayed, *, apply: bool) -> None:
    console = Console(soft_wrap=True, highlight=False)
    would = "" if apply else "would be "
    console.print(f"Deliveries: {replayed.deliveries}")
    console.print(f"Events {would}added: {replayed.added}")
    console.print(f"Events {would}corrected: {replayed.corrected}")
    console.print(f"Events as they are: {replayed.same}")
    if replayed.unchecked:
        console.print(f"Events known, not compared: {replayed.unchecked}")
    console.print(f"Dead letters: {replayed.failed}")
    if replayed.gone:
        console.print(f"Deliveries not kept any more: {replayed.gone}")
    if replayed.last is not None:
        console.print("There are more: narrow it, or take a higher --limit.")
    if not apply:
        console.print("Nothing was changed. Add --apply to do it.")
