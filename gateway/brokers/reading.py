"""Messages of FastStream as ours, and what is told to the broker of each."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog
from faststream.message import StreamMessage

from gateway.brokers.taking import Arrived, Taking, Verdict

_LOG = structlog.get_logger(__name__)
GRACE = 5.0
"""Seconds that a stop waits for what is under way."""

M = TypeVar("M")


async def whole(message: StreamMessage[M]) -> StreamMessage[M]:
    """A decoder that decodes nothing: our handlers get the message itself."""
    return message


def text_headers(headers: Mapping[str, object] | None) -> dict[str, str]:
    """Names in lower case; values that are no text are left out."""
    return {name.lower(): value for name, value in (headers or {}).items() if isinstance(value, str)}


async def settle(
    message: StreamMessage[M], taking: Taking, arrived: Arrived, give_back: Callable[[], Awaitable[None]]
) -> None:
    """Take one message, and tell its broker what became of it. give_back: so that it comes again later."""
    (verdict,) = await verdicts(taking, [arrived])
    if verdict is Verdict.KEPT:
        await message.ack()
    elif verdict is Verdict.DEAD:
        await message.reject()
    else:
        await give_back()


async def verdicts(taking: Taking, arrived: Sequence[Arrived]) -> list[Verdict]:
    """What becomes of them. A fault of ours must not lose them: they are given back."""
    try:
        return await taking.take(arrived)
    except Exception:  # noqa: BLE001 - whatever it is, the messages are the broker's until they are kept
        _LOG.exception("messages could not be taken by a fault of ours")
        return [Verdict.LATER] * len(arrived)
