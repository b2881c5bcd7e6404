"""What the commands below `ordergraph deadletters` do, and show."""

import asyncio
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from domain.errors import BadInput
from domain.log.records import DeadLetter, DeadState
from gateway.cli.opened_stores import opened_stores
from gateway.intake.retrying import Retried, Retrying
from gateway.opened import Opened

DONE, STILL_DEAD = 0, 1


def show_letters(source: str | None, reason: str | None, limit: int, *, done: bool) -> None:
    """A table. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_show_letters(source, reason, limit, done=done))


async def _show_letters(source: str | None, reason: str | None, limit: int, *, done: bool) -> None:
    state = None if done else DeadState.WAITING
    async with opened_stores() as opened:
        stores = opened.intake.stores
        found = await stores.letters.letters(source=source, reason=reason, state=state, first=limit)
    table = Table(
        "letter", "source", "reason", "place", "attempts", "last", "state", box=None, pad_edge=False
    )
    for each in found:
        last = each.last_at.strftime("%Y-%m-%d %H:%M")
        told = (each.id, each.source, each.reason, each.place, str(each.attempts), last, each.state.value)
        table.add_row(*told)
    console = _console()
    console.print(table if found else "Nothing waits.")


def show_letter(letter_id: str) -> None:
    """All of one. Raises BadInput where there is none, ConfigInvalid, StoreUnavailable."""
    asyncio.run(_show_letter(letter_id))


async def _show_letter(letter_id: str) -> None:
    async with opened_stores() as opened:
        letter = await _letter(opened, letter_id)
        raw = await opened.intake.stores.inbox.raw(letter.raw)
    console = _console()
    console.print(f"{letter.source}: {letter.reason} at {letter.place or 'the whole delivery'}", markup=False)
    console.print(letter.detail, markup=False)
    if raw is None:
        console.print("The delivery is not kept any more.")
        return
    console.print(f"It came {raw.received_at.isoformat()} by {raw.via.value}:")
    console.print(raw.body.decode("utf-8", "backslashreplace"), markup=False)


def retry_letters(
    letter_ids: Sequence[str], source: str | None, reason: str | None, limit: int, *, apply: bool
) -> int:
    """0: all are mapped, or would be. 1: some still cannot be. Raises as `show_letter`."""
    return asyncio.run(_retry(letter_ids, source, reason, limit, apply=apply))


async def _retry(
    letter_ids: Sequence[str], source: str | None, reason: str | None, limit: int, *, apply: bool
) -> int:
    async with opened_stores() as opened:
        await opened.graph.crosswalk.load()
        intake = opened.intake
        letters: Sequence[DeadLetter] = [await _letter(opened, each) for each in letter_ids]
        if not letter_ids:
            letters = await intake.stores.letters.letters(source=source, reason=reason, first=limit)
        retrying = Retrying(intake.stores, intake.mapping, intake.effects, opened.clock)
        retried = await retrying.again(letters, apply=apply)
    _show(retried, apply=apply)
    return STILL_DEAD if retried.failed or retried.gone else DONE


def discard_letters(letter_ids: Sequence[str]) -> None:
    """Raises as `show_letter`."""
    asyncio.run(_discard(letter_ids))


async def _discard(letter_ids: Sequence[str]) -> None:
    async with opened_stores() as opened:
        known = [(await _letter(opened, each)).id for each in letter_ids]
        letters = opened.intake.stores.letters
        count = await letters.settle(known, DeadState.DISCARDED, now=opened.clock.now())
    _console().print(f"Discarded: {count}")


async def _letter(opened: Opened, letter_id: str) -> DeadLetter:
    letter = await opened.intake.stores.letters.letter(letter_id)
    if letter is None:
        raise BadInput(f"no dead letter has the id {letter_id!r}", field="letter")
    return letter


def _show(retried: Retried, *, apply: bool) -> None:
    console = _console()
    verb = "Mapped" if apply else "Would be mapped"
    console.print(f"{verb}: {len(retried.mapped)} letters; events: {retried.events}")
    for each in (*retried.failed, *retried.gone):
        why = each.reason if each in retried.failed else "its delivery is not kept any more"
        console.print(f"  still dead: {each.id}: {why}", markup=False)
    if not apply:
        console.print("Nothing was changed. Add --apply to do it.")


def _console() -> Console:
    return Console(soft_wrap=True, highlight=False)
