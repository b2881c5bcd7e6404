"""A broker that is killed again and again: what comes and what goes is all there in the end.

The server is the test's own, on a port of its own.
"""

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import nats.errors
import pytest
from nats.js import JetStreamContext

from gateway.brokers.links import KeptLink
from gateway.brokers.nats import NatsIncoming, NatsPosting
from gateway.brokers.posting import Posting
from gateway.brokers.publisher import Publisher
from gateway.demo.processes import free_port
from gateway.hub.tail import Tail
from gateway.settings.brokers.servers import BrokerKind
from tests.contracts.incoming import quick
from tests.gateway.brokers.small_intake import SmallIntake, incoming, outgoing, server
from tests.gateway.brokers.small_outbox import SmallOutbox
from tests.gateway.brokers.waiting import until

MANY = 150
KILLS = 2


class Server:
    """A NATS that can be killed and keeps its files."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port = free_port(0)
        self._command = [program, "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(folder)]
        self._process = self._begun()

    def killed_and_begun(self) -> None:
        self.kill()
        self._process = self._begun()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _begun(self) -> subprocess.Popen[bytes]:
        none = subprocess.DEVNULL
        return subprocess.Popen(  # noqa: S603 - the command is the test's own
            self._command, stdin=none, stdout=none, stderr=none
        )


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    program = shutil.which("nats-server")
    if program is None:
        pytest.skip("nats-server is not installed")
    server = Server(program, tmp_path)
    yield server
    server.kill()


@asynccontextmanager
async def client(of: Server) -> AsyncIterator[JetStreamContext]:
    connection = await nats.connect(
        f"nats://127.0.0.1:{of.port}", max_reconnect_attempts=-1, reconnect_time_wait=0.1
    )
    yield connection.jetstream()
    await connection.close()


async def sent(stream: JetStreamContext, body: bytes) -> None:
    """Send it again until the server has it, as every sender does."""
    while True:
        try:
            await stream.publish("in.a", body, timeout=1.0)
        except nats.errors.Error:
            continue
        return


def tell(feed: str, *, connected: bool) -> None:
    assert feed or connected


async def test_what_comes_and_goes_is_all_there_in_the_end(
    own_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch, "nats", GRACE=0.1, _ACK_SECONDS=1.0)
    place = server(BrokerKind.NATS, f"nats://127.0.0.1:{own_server.port}")
    intake, out = SmallIntake(), SmallOutbox()
    feed, going = incoming(place, "in.>", stream="IN"), outgoing(place, "out", stream="OUT")
    taken = KeptLink("in", lambda: NatsIncoming(feed, intake.taking()), tell)
    gone: KeptLink[Posting] = KeptLink("out", lambda: NatsPosting(going), tell)
    tail = Tail(out.log)
    await tail.start()
    publisher = Publisher(out.replica(), gone, tail, idle=0.1)
    taken.start()
    publisher.start()
    await until(lambda: taken.now and gone.now)
    async with client(own_server) as stream:
        for turn in range(KILLS + 1):
            for number in range(MANY):
                await sent(stream, f"{turn}-{number}".encode())
            await out.happened(MANY)
            if turn < KILLS:
                own_server.killed_and_begun()
        await until(lambda: len(set(intake.bodies)) == (KILLS + 1) * MANY)
        await until(lambda: out.published() >= (KILLS + 1) * MANY)
        seen: dict[str, list[str]] = {}
        for place_in_stream in range(1, (await stream.stream_info("OUT")).state.last_seq + 1):
            message = await stream.get_msg("OUT", place_in_stream)
            headers = message.headers or {}
            seen.setdefault(headers["Ordergraph-Subject"], []).append(headers["Nats-Msg-Id"])
    await publisher.aclose()
    await taken.aclose()
    await tail.aclose()
    assert seen == out.ids_by_subject
