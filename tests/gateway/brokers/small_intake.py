"""What messages are taken with, over memory, and feeds of brokers for tests."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from domain.exceptions import Finding
from domain.log.records import DeadLetter, Raw
from gateway.brokers.taking import Arrived, Taking, TakingParts, Verdict
from gateway.intake.gathering import Gathering
from gateway.settings.brokers.feeds import Begin, IncomingSettings, OutgoingSettings
from gateway.settings.brokers.section import Incoming, Outgoing
from gateway.settings.brokers.servers import BrokerKind, BrokerServer
from gateway.telemetry.intake_metrics import IntakeMetrics
from tests.doubles.clock import SettableClock
from tests.doubles.event_log import InMemoryLog
from tests.gateway.brokers.waiting import PATIENCE, until


class TickingClock(SettableClock):
    """A moment later whenever it is asked, so that names of deliveries sort as they came."""

    def now(self) -> datetime:
        self.advance(timedelta(milliseconds=1))
        return super().now()


async def no_rest(_woken: asyncio.Event, _seconds: float) -> None:
    """For who has no time."""
    await asyncio.sleep(0)


class _Dying(Taking):
    async def take(self, arrived: Sequence[Arrived]) -> list[Verdict]:
        await super().take(arrived)
        await asyncio.Event().wait()
        return []


class SmallIntake:
    """An inbox in memory. full: whether no more is taken; errors: raised by the next attempts to keep."""

    def __init__(self) -> None:
        self.log = InMemoryLog()
        self.clock = TickingClock()
        self.full = False
        self.errors: list[Exception] = []
        self.raised: list[Finding] = []
        self.registry = CollectorRegistry()
        self._came = asyncio.Condition()
        self.raws: list[Raw] = []
        self.parts = TakingParts(
            gathering=Gathering(self._keep),
            log=self.log,
            clock=self.clock,
            behind=lambda: 10 if self.full else 0,
            most_behind=10,
            raise_all=self.raised.extend,
            metrics=IntakeMetrics(self.registry),
        )

    def taking(self, *, most: int = 1_024) -> Taking:
        return Taking("erp", "orders", self.parts, most=most, rest=no_rest)

    def forgetful(self) -> Taking:
        """As `taking`, of a process that dies after it has kept a message and before it answers for it."""
        return _Dying("erp", "orders", self.parts, most=1_024, rest=no_rest)

    @property
    def bodies(self) -> list[bytes]:
        return [raw.body for raw in self.raws]

    async def has(self, count: int) -> list[bytes]:
        """Wait until so many are kept; their bodies in the order of the inbox."""
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: len(self.raws) >= count)
        return [raw.body for raw in sorted(self.raws, key=lambda raw: raw.id)]

    def counted(self, outcome: str) -> float:
        """How often something became of a delivery."""
        labels = {"source": "erp", "outcome": outcome}
        return self.registry.get_sample_value("ordergraph_deliveries_total", labels) or 0.0

    async def letters(self, count: int) -> Sequence[DeadLetter]:
        """Wait until so many are dead."""
        await until(lambda: len(self.raised) >= count)
        return await self.log.letters()

    async def _keep(self, raws: Sequence[Raw]) -> None:
        if self.errors:
            raise self.errors.pop(0)
        await self.log.keep(raws)
        async with self._came:
            self.raws += raws
            self._came.notify_all()


def server(kind: BrokerKind, url: str) -> BrokerServer:
    return BrokerServer(kind=kind, url=SecretStr(url))


def incoming(server: BrokerServer, address: str, **rest: object) -> Incoming:
    settings = {"server": "plant", "address": address, "instance": "erp", "declare": True, **rest}
    return Incoming(server, IncomingSettings.model_validate(settings))


def outgoing(server: BrokerServer, prefix: str, **rest: object) -> Outgoing:
    settings = {"server": "plant", "prefix": prefix, "declare": True, "begin": Begin.OLDEST, **rest}
    return Outgoing(server, OutgoingSettings.model_validate(settings))
