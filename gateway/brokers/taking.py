"""Taking messages: in the inbox before they are acknowledged, and no more than can be mapped.

What cannot be kept now is held back for a while, and with it what comes after it; then it is given back to
the broker, which keeps it. So a broker's own queue grows, and not ours.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

import structlog

from domain.errors import OrderGraphError, Overloaded, StoreUnavailable
from domain.log.records import Mapped, Raw, Via
from domain.ports.log import EventLog
from domain.ports.state import Clock
from gateway.assembly.raising import RaiseAll
from gateway.hub.resting import Rest, rest
from gateway.intake import dead
from gateway.intake.accepting import kept_headers, raw_id
from gateway.intake.gathering import Gathering
from gateway.telemetry.correlation import correlation_id, incoming
from gateway.telemetry.intake_metrics import IntakeMetrics

_LOG = structlog.get_logger(__name__)
TOO_LARGE = "MESSAGE_TOO_LARGE"
_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0, 2.0, 2.0)
"""Seconds before each further attempt to keep a batch; then it is given back."""
_NOT_MAPPED = 0


class Arrived(NamedTuple):
    """A message. headers: of text, in lower case. place: where in the broker it was."""

    headers: Mapping[str, str]
    body: bytes
    place: str


class Verdict(Enum):
    """What is told to the broker: it is kept; it never can be; give it again after a while."""

    KEPT = auto()
    DEAD = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingParts:
    """What messages are taken with. behind: how many deliveries are not mapped yet, as far as is known."""

    gathering: Gathering
    log: EventLog
    clock: Clock
    behind: Callable[[], int]
    most_behind: int
    raise_all: RaiseAll
    metrics: IntakeMetrics


class Taking:
    """Takes the messages of one feed. most: bytes of a message."""

    def __init__(self, instance: str, feed: str, parts: TakingParts, *, most: int, rest: Rest = rest) -> None:
        self._instance = instance
        self._feed = feed
        self._parts = parts
        self._most = most
        self._rest = rest
        self._closing = asyncio.Event()
        self._held_back = False

    def close(self) -> None:
        """Hold nothing back any more: what is not kept is given back."""
        self._closing.set()

    async def take(self, arrived: Sequence[Arrived]) -> list[Verdict]:
        """What became of each. Those that can be kept are so all together, or none is."""
        for seconds in (*_PAUSES, None):
            try:
                taken = await self._taken(arrived)
            except (Overloaded, StoreUnavailable) as error:
                self._hold_back(error)
            else:
                self._go_on()
                return taken
            if seconds is None or self._closing.is_set():
                break
            await self._rest(self._closing, seconds)
        return [Verdict.LATER] * len(arrived)

    async def _taken(self, arrived: Sequence[Arrived]) -> list[Verdict]:
        if self._parts.behind() >= self._parts.most_behind:
            raise Overloaded("More events wait to be mapped than are taken")
        now = self._parts.clock.now()
        # Names that sort as they came; another each time, for the last attempt may have been kept after all.
        moments = [now + timedelta(microseconds=place) for place in range(len(arrived))]
        raws = [self._raw(each, moment) for each, moment in zip(arrived, moments, strict=True)]
        small = [len(raw.body) <= self._most for raw in raws]
        fits = [raw for raw, is_small in zip(raws, small, strict=True) if is_small]
        kept = await asyncio.gather(*map(self._parts.gathering.keep, fits), return_exceptions=True)
        for outcome in kept:
            if isinstance(outcome, BaseException):
                raise outcome
        for _ in fits:
            self._parts.metrics.delivered(self._instance, "taken")
        # Last, since each attempt would tell of them once more.
        await self._let_die([raw for raw, is_small in zip(raws, small, strict=True) if not is_small], now)
        return [Verdict.KEPT if is_small else Verdict.DEAD for is_small in small]

    def _raw(self, arrived: Arrived, moment: datetime) -> Raw:
        told = (("broker-feed", self._feed), ("broker-place", arrived.place))
        return Raw(
            id=raw_id(moment),
            source=self._instance,
            via=Via.BROKER,
            received_at=moment,
            headers=(*kept_headers(arrived.headers), *told),
            body=arrived.body,
            correlation_id=correlation_id(incoming(arrived.headers)),
        )

    async def _let_die(self, raws: Sequence[Raw], now: datetime) -> None:
        """Too large to be kept: only that they came is."""
        letters = [
            dead.letter(
                raw,
                TOO_LARGE,
                dict(raw.headers)["broker-place"],
                f"{len(raw.body)} bytes, and at most {self._most} are taken",
                _NOT_MAPPED,
                now,
            )
            for raw in raws
        ]
        if not letters:
            return
        await self._parts.log.append([Mapped(events=(), dead=tuple(letters))])
        self._parts.raise_all([dead.finding_of(letter) for letter in letters])
        self._parts.metrics.died(letters)
        for _ in letters:
            self._parts.metrics.delivered(self._instance, "refused")

    def _hold_back(self, error: OrderGraphError) -> None:
        outcome = "busy" if isinstance(error, Overloaded) else "store"
        self._parts.metrics.delivered(self._instance, outcome)
        if not self._held_back:
            _LOG.warning("messages are held back", feed=self._feed, reason=error.public)
        self._held_back = True

    def _go_on(self) -> None:
        if self._held_back:
            _LOG.info("messages are taken again", feed=self._feed)
        self._held_back = False
