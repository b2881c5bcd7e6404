"""Many messages at a time, those of one subject one after the other."""

import asyncio
from collections.abc import Sequence

from domain.errors import BrokerUnavailable
from gateway.brokers.posting import Message, Posting

_AT_ONCE = 128


async def posted(messages: Sequence[Message], posting: Posting, *, within: float) -> int:
    """How many from the first on were confirmed, all before the first that was not.

    Raises BrokerUnavailable where not even the first was. within: seconds for all together.
    """
    lanes: dict[str, list[int]] = {}
    for place, message in enumerate(messages):
        lanes.setdefault(message.subject, []).append(place)
    room, failed = asyncio.Semaphore(_AT_ONCE), _Failed()
    done: set[int] = set()

    async def send(lane: Sequence[int]) -> None:
        for place in lane:
            async with room:
                if failed.error is not None:
                    return
                try:
                    await posting.post(messages[place])
                except Exception as error:  # noqa: BLE001 - each driver has a tree of its own
                    failed.error = error
                    return
                done.add(place)

    try:
        async with asyncio.timeout(within):
            await asyncio.gather(*map(send, lanes.values()))
    except TimeoutError as error:
        failed.error = error
    confirmed = next((place for place in range(len(messages)) if place not in done), len(messages))
    if failed.error is not None and not confirmed:
        raise BrokerUnavailable(
            "the broker did not confirm an event", cause=type(failed.error).__name__
        ) from failed.error
    return confirmed


class _Failed:
    """The last that went wrong: nothing more is begun then."""

    error: Exception | None = None
