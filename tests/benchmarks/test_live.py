"""The benchmarks of live data run, at a size that shows nothing but that."""

import pytest

from benchmarks.intake.__main__ import Asked
from benchmarks.intake.__main__ import measured as intake
from benchmarks.live.__main__ import measured as fan_out
from benchmarks.live.frames import PING, TEXT, frames
from benchmarks.live.servers import NODE

FEW = Asked(deliveries=40, connections=4, rate=20, seconds=1, settle=0)


def test_frames_are_found_one_after_the_other_and_half_a_frame_is_left() -> None:
    long = b"x" * 300
    data = b"\x81\x02hi\x89\x00\x81\x7e\x01\x2c" + long + b"\x81\x05hal"
    assert list(frames(data)) == [(TEXT, b"hi", 4), (PING, b"", 6), (TEXT, long, 310)]


@pytest.mark.slow
@pytest.mark.skipif(
    not (NODE / ".ready").is_file(), reason="npm's graphql-ws is not installed: make test-node"
)
async def test_every_server_reaches_every_subscriber() -> None:
    rows = await fan_out([30], 1)
    assert [row.server for row in rows] == ["ours", "stock Strawberry", "graphql-ws"]
    assert min(row.last for row in rows) > 0


@pytest.mark.slow
async def test_every_delivery_is_taken_logged_and_told() -> None:
    found = await intake("", FEW)
    assert found.taken >= found.logged > 0
    assert len(found.told) == 20
