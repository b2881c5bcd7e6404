"""Two replicas over one PostgreSQL send webhooks side by side: in order, and all of it when one is killed."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import yaml
from msgspec.structs import replace

from domain.events.record import Event
from domain.log.records import Mapped
from gateway.store.database import open_database
from gateway.store.log.sql_event_log import SqlEventLog
from tests.acceptance.asking import calling
from tests.acceptance.receiving import Receiver, receiving, until
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated
from tests.acceptance.test_partners import SECRETS, database
from tests.acceptance.test_webhooks_out import CREATE, with_webhooks
from tests.domain.log.examples import shipped

__all__ = ["database"]
pytestmark = [pytest.mark.slow, pytest.mark.service("postgres")]

PATIENCE = 120.0
TURNS, AT_A_TIME, WAVES = 25, 12, 5
SUBJECTS = AT_A_TIME * WAVES
"""Some are new while the first are sent already, so that who comes second finds something too."""
SENT = 'ordergraph_webhook_attempts_total{outcome="taken"}'


@dataclass(frozen=True, slots=True)
class Two:
    """Gateways over one database."""

    served: Sequence[Served]
    url: str

    async def happened(self, batch: str) -> list[Event]:
        """Events of several subjects, some at a time, as told to the log by a third replica."""
        engine = open_database(self.url)
        events = [
            replace(
                shipped(f"{batch}-{turn}-{of}", order=f"SO-{turn * WAVES // TURNS}-{of}"),
                id=f"{batch}-{turn}-{of}",
            )
            for turn in range(TURNS)
            for of in range(AT_A_TIME)
        ]
        for begin in range(0, len(events), AT_A_TIME):
            await SqlEventLog(engine).append([Mapped(events=tuple(events[begin : begin + AT_A_TIME]))])
        await engine.dispose()
        return events

    async def sent(self) -> list[float]:
        """How many deliveries of each were taken."""
        async with httpx.AsyncClient(trust_env=False) as client:
            texts = [(await client.get(f"{each.url}/metrics")).text for each in self.served]
        lines = [[line for line in text.splitlines() if line.startswith(SENT)] for text in texts]
        return [float(found[0].rpartition(" ")[2]) if found else 0.0 for found in lines]


@pytest_asyncio.fixture(loop_scope="session")
async def two(
    world: Simulated,
    links: Path,
    tmp_path: Path,
    database: str,
) -> AsyncIterator[Two]:
    document = yaml.safe_load(with_webhooks(declared(world.urls)))
    document["webhooks"] |= {"request_time": "PT5S", "per_endpoint": SUBJECTS}
    text, shared = yaml.safe_dump(document, sort_keys=False), SECRETS | {"ORDERGRAPH_DATABASE_URL": database}
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    async with AsyncExitStack() as stack:
        made = (serving(folder, links, text, **shared) for folder in folders)
        yield Two(await asyncio.gather(*map(stack.enter_async_context, made)), database)


async def test_both_send_and_one_that_is_killed_leaves_nothing_behind(two: Two, world: Simulated) -> None:
    async with receiving() as receiver, calling(two.served[0], world, "service-desk") as desk:
        made = (await desk.ask(CREATE, url=receiver.url)).data["createWebhookEndpoint"]
        receiver.secrets.append(made["secret"])
        receiver.gate.clear()
        events = await two.happened("first")
        await _all_under_way(receiver)
        receiver.gate.set()
        await _arrived(receiver, events)
        assert receiver.ids == list(dict.fromkeys(receiver.ids)), "each was sent once"
        _in_order(receiver, events)
        assert min(await two.sent()) > 0, "both have a part in it"

        receiver.got.clear()
        receiver.gate.clear()
        more = await two.happened("second")
        await _all_under_way(receiver)
        two.served[1].process.send_signal(signal.SIGKILL)
        receiver.gate.set()
        await _arrived(receiver, more)
        _in_order(receiver, more)


async def _all_under_way(receiver: Receiver) -> None:
    """One delivery of each subject; no two of one, for none is answered."""
    async for _ in until(PATIENCE):
        if receiver.inside == SUBJECTS:
            return


async def _arrived(receiver: Receiver, events: Sequence[Event]) -> None:
    wanted = {event.id for event in events}
    async for _ in until(PATIENCE):
        if wanted <= set(receiver.ids):
            return


def _in_order(receiver: Receiver, events: Sequence[Event]) -> None:
    """Those of a subject in the order of the log; one that was sent again counts by its first time."""
    for subject, ids in receiver.by_subject.items():
        assert list(dict.fromkeys(ids)) == [event.id for event in events if event.subject == subject]
