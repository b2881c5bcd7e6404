"""News as bytes, with the process that told them."""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.ports.cache import (
    Heard,
    LogGrew,
    Lost,
    News,
    Outdated,
    PartnersChanged,
    PositionsReached,
    Renewed,
)


class Message(msgspec.Struct, array_like=True):
    """One piece of news, and which process told it."""

    origin: str
    news: Outdated | Renewed | Heard | PartnersChanged | LogGrew | PositionsReached | Lost


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Message)


def written(origin: str, news: News) -> bytes:
    """As it is sent."""
    return _ENCODER.encode(Message(origin, news))


def read(body: bytes) -> Message | None:
    """What was sent; None for what a newer process says and this one does not understand."""
    try:
        return _DECODER.decode(body)
    except msgspec.MsgspecError:
        return None


def small_parts(origin: str, news: News, most: int) -> Iterator[bytes]:
    """The news in messages of so many bytes at most; one that cannot be so small says that news were lost."""
    body = written(origin, news)
    if len(body) <= most:
        yield body
        return
    for half in _halves(news):
        yield from small_parts(origin, half, most)


def _halves(news: News) -> tuple[News, ...]:
    if isinstance(news, Outdated) and len(news.subjects) > 1:
        middle = len(news.subjects) // 2
        return (
            replace(news, subjects=news.subjects[:middle]),
            replace(news, subjects=news.subjects[middle:]),
        )
    if isinstance(news, Renewed) and len(news.ranks) > 1:
        ranks, middle = list(news.ranks.items()), len(news.ranks) // 2
        return replace(news, ranks=dict(ranks[:middle])), replace(news, ranks=dict(ranks[middle:]))
    return (Lost(),)
