"""What the commands below `ordergraph webhooks` do, and show. All raise ConfigInvalid, StoreUnavailable."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import typer
from rich.console import Console

from domain.errors import BadInput
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.webhooks.records import Attempt, Endpoint
from gateway.cli.opened_stores import opened_stores
from gateway.cli.partners.confirming import confirmed
from gateway.cli.webhooks.tables import answered, attempts_table, endpoint_table, endpoints_table
from gateway.webhooks.managing import EndpointDesk

DONE, NOT_DONE = 0, 1
T = TypeVar("T")
Names = list[str] | None
Wanted = tuple[Names, Names, Names]
"""Types, keys and sources, as they were given."""


def show_endpoints(partner: str | None) -> None:
    """A table."""

    async def told(desk: EndpointDesk) -> None:
        found = await desk.all(partner)
        waiting = await desk.waiting([each.id for each in found])
        console = _console()
        console.print(endpoints_table(found, waiting, console.width))

    _with_desk(told)


def show_endpoint(endpoint_id: str) -> None:
    """All of one. Raises NotFound."""

    async def told(desk: EndpointDesk) -> None:
        endpoint = await desk.one(endpoint_id, None)
        cursor = cursors.written(LogCursor(await desk.log_name(), endpoint.position))
        waiting = await desk.waiting((endpoint.id,))
        _console().print(endpoint_table(endpoint, waiting[endpoint.id], cursor))

    _with_desk(told)


def create_endpoint(partner: str, url: str, wanted: Wanted, after: str | None) -> None:
    """Raises BadInput, naming what is wrong."""
    asyncio.run(_create(partner, url, wanted, after))


async def _create(partner: str, url: str, wanted: Wanted, after: str | None) -> None:
    async with opened_stores() as opened:
        desk = opened.webhooks.desk
        begin = None if after is None else await _place(desk, after)
        known = await opened.partners.registry.partner(partner) or opened.declared.named(partner)
        if known is None:
            raise BadInput(f"there is no partner {partner!r}", field="partner")
        made = await desk.add(partner, url, _filter(wanted) or EventFilter(), begin)
    _tell_secret(made, "was made")


def update_endpoint(endpoint_id: str, url: str | None, wanted: Wanted, *, everything: bool) -> None:
    """Raises BadInput, NotFound."""
    asked = EventFilter() if everything else _filter(wanted)
    if url is None and asked is None:
        raise BadInput("say what is to change: --url, --type, --about, --source or --everything")
    _changed("was changed", lambda desk: desk.change(endpoint_id, None, url=url, wanted=asked))


def delete_endpoint(endpoint_id: str, *, yes: bool) -> int:
    """0: it is gone. 1: it was not to be. Raises NotFound."""
    endpoint = _with_desk(lambda desk: desk.one(endpoint_id, None))
    if not yes and not confirmed(f"Forget {endpoint.id} of {endpoint.partner}, {endpoint.url}?"):
        return NOT_DONE
    _changed("is forgotten", lambda desk: desk.remove(endpoint_id, None))
    return DONE


def pause_endpoint(endpoint_id: str) -> None:
    """Raises NotFound."""
    _changed("is paused", lambda desk: desk.pause(endpoint_id, None))


def enable_endpoint(endpoint_id: str) -> None:
    """Raises NotFound."""
    _changed("is enabled", lambda desk: desk.enable(endpoint_id, None))


def rotate_secret(endpoint_id: str) -> None:
    """Raises NotFound."""
    endpoint = _with_desk(lambda desk: desk.rotate(endpoint_id, None))
    _tell_secret(endpoint, f"signs with {len(endpoint.secrets)} secrets now")


def retire_secrets(endpoint_id: str) -> None:
    """Raises NotFound."""
    _changed("signs with its newest secret alone", lambda desk: desk.retire(endpoint_id, None))


def test_endpoint(endpoint_id: str) -> int:
    """0: it was taken. 1: it was not. Raises NotFound."""
    attempt = asyncio.run(_test(endpoint_id))
    _console().print(answered(attempt), f"in {attempt.milliseconds:,} ms")
    return DONE if attempt.taken else NOT_DONE


async def _test(endpoint_id: str) -> Attempt:
    async with opened_stores() as opened:
        return await opened.webhooks.desk.test(endpoint_id, None, opened.webhooks.means)


def replay_endpoint(endpoint_id: str, after: str | None, since: datetime | None, *, yes: bool) -> int:
    """0: it is rewound. 1: it was not to be. Raises BadInput, NotFound."""
    if (after is None) == (since is None):
        raise BadInput("say where it begins: --after or --since")
    endpoint = _with_desk(lambda desk: desk.one(endpoint_id, None))
    if not yes and not confirmed(f"Send again to {endpoint.id} of {endpoint.partner}, {endpoint.url}?"):
        return NOT_DONE

    async def rewound(desk: EndpointDesk) -> Endpoint:
        begin = await _place(desk, after or "") if since is None else since.replace(tzinfo=UTC)
        return await desk.replay(endpoint_id, None, begin)

    _changed("is sent everything again from there", rewound)
    return DONE


def show_deliveries(endpoint_id: str, limit: int) -> None:
    """A table. Raises NotFound."""

    async def told(desk: EndpointDesk) -> None:
        _console().print(attempts_table(await desk.attempts(endpoint_id, None, first=limit)))

    _with_desk(told)


async def _place(desk: EndpointDesk, after: str) -> LogCursor:
    """A cursor, or a place in the log as `deliveries` tells it. Raises BadInput."""
    if after.isascii() and after.isdecimal():
        return LogCursor(await desk.log_name(), int(after))
    return cursors.log_cursor(after, field="after")


def _changed(what: str, change: Callable[[EndpointDesk], Awaitable[Endpoint]]) -> None:
    endpoint = _with_desk(change)
    _console().print(f"{endpoint.id} of {endpoint.partner} {what}.", markup=False, soft_wrap=True)


def _tell_secret(endpoint: Endpoint, what: str) -> None:
    """The secret alone on standard output, so that it can be piped; the words beside it."""
    aside = Console(stderr=True, highlight=False)
    aside.print(
        f"{endpoint.id} of {endpoint.partner} {what}. Its secret, told this once:",
        markup=False,
        soft_wrap=True,
    )
    typer.echo(endpoint.secrets[0])


def _filter(wanted: Wanted) -> EventFilter | None:
    types, keys, sources = (None if names is None else frozenset(names) for names in wanted)
    if types is keys is sources is None:
        return None
    return EventFilter(types=types, keys=keys, sources=sources)


def _with_desk(work: Callable[[EndpointDesk], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened_stores() as opened:
            return await work(opened.webhooks.desk)

    return asyncio.run(run())


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 160)
