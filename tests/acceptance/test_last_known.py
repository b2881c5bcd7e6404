"""While the ERP hangs or is dead, what was known last is told as old, after a start without it too."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.acceptance.asking import Answer, Caller, calling
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated

SEEN, UNSEEN = "SO-0001392", "SO-0001391"
QUESTION = "query ($number: String!) { order(number: $number) { number status lines { sku } } }"
REFUSED_MS = 50
HANGING_MS = 20
BUSY_MACHINE_MS = 150
SOFT_TIMEOUT_MS = 300


@pytest.fixture
def nobody() -> Iterator[str]:
    """A URL at which nobody listens, of a port that nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def remembering(text: str) -> str:
    """The same file, of a gateway that remembers."""
    document = yaml.safe_load(text)
    document["freshness"] = {"ports": {"every": {"soft": 0, "ttl": 0, "wait": SOFT_TIMEOUT_MS / 1000}}}
    return yaml.safe_dump(document, sort_keys=False)


async def asked(desk: Caller) -> tuple[Answer, float]:
    """The answer about an order that was seen, and the milliseconds that it took."""
    began = time.perf_counter()
    answer = await desk.ask(QUESTION, number=SEEN)
    return answer, (time.perf_counter() - began) * 1000


async def test_what_was_known_last_is_told_while_the_erp_is_away(
    world: Simulated, links: Path, tmp_path: Path, nobody: str
) -> None:
    alive = remembering(declared(world.urls))
    dead = remembering(declared({**world.urls, "erp": nobody}))
    async with serving(tmp_path, links, alive) as first, calling(first, world, "service-desk") as desk:
        seen, _ = await asked(desk)
        async with world.fault("erp", "hang"):
            hanging, took = await asked(desk)
        assert (hanging.data, hanging.sources["erp"]) == (seen.data, "STALE")
        assert SOFT_TIMEOUT_MS <= took < SOFT_TIMEOUT_MS + HANGING_MS + BUSY_MACHINE_MS
    async with serving(tmp_path, links, dead) as second, calling(second, world, "service-desk") as desk:
        unseen = await desk.ask(QUESTION, number=UNSEEN)
        assert unseen.partial == {"order": None}
        assert set(unseen.codes.values()) <= {"BACKEND_UNAVAILABLE", "BREAKER_OPEN"}
        refused, took = await asked(desk)
        assert (refused.data, refused.sources["erp"]) == (seen.data, "STALE")
        assert took < REFUSED_MS + BUSY_MACHINE_MS
