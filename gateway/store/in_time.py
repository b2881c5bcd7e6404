"""Reading our database for no longer than whoever asks has time.

A request says once how long it waits (`asked_within`), and what it reads here ends by then, with
StoreUnavailable: the fields that need our database fail, and the others are answered. What goes on behind
requests says nothing, and has the time that a statement may take.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import structlog

from domain.errors import OrderGraphError, StoreUnavailable

_LOG = structlog.get_logger(__name__)

_LEAST = 0.05
"""Seconds for a read that begins when the time is up: what was known last is asked for only then."""

_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)

P = ParamSpec("P")
T = TypeVar("T")
Read = Callable[P, Coroutine[Any, Any, T]]


@contextmanager
def asked_within(seconds: float) -> Iterator[None]:
    """What is read in here is wanted within so many seconds from now."""
    token = _UNTIL.set(asyncio.get_running_loop().time() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """A request waits no longer for what is read in here, since there is something that can stand for it."""
    until = _UNTIL.get()
    if until is None:
        yield
        return
    with asked_within(min(until - asyncio.get_running_loop().time(), seconds)):
        yield


def in_time(read: Read[P, T]) -> Read[P, T]:
    """The same read, which ends when its time is up. Raises StoreUnavailable then.

    It has a task of its own, for a server that hangs does not even let go of a connection: what is late is
    cancelled, and nobody waits until its connection is given back.
    """

    @wraps(read)
    async def within(*args: P.args, **kwargs: P.kwargs) -> T:
        until = _UNTIL.get()
        if until is None:
            return await read(*args, **kwargs)
        seconds = max(until - asyncio.get_running_loop().time(), _LEAST)
        task = asyncio.create_task(read(*args, **kwargs), name="read-in-time")
        try:
            await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                task.add_done_callback(_ended)
                task.cancel()
        if task.cancelled() or not task.done():
            raise StoreUnavailable("our database did not answer in time", cause=f"{seconds:.3f} s")
        return task.result()

    return within


def _ended(task: asyncio.Task[T]) -> None:
    """Of what ended too late nobody is told; a mistake of ours is one all the same."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, OrderGraphError):
        _LOG.error("a read of our database has ended by a fault of ours", exc_info=error)
