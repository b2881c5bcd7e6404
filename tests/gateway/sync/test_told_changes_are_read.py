"""What polls tell of is read anew at once, however long it may be remembered."""

from pathlib import Path

from domain.ports.backends import ORDERS
from tests.doubles.forgetful import FORGETFUL
from tests.gateway.sync.one_house import house
from tests.gateway.sync.test_simulated_systems import differing

FOR_EVER = {"soft": "P300D", "ttl": "P300D", "keep": "P300D"}
REMEMBERING = {"ports": {**FORGETFUL["ports"], "orders": FOR_EVER, "fulfilments": FOR_EVER}}


async def test_the_index_ends_as_if_nothing_were_remembered(tmp_path: Path) -> None:
    async with house(tmp_path / "one", freshness=REMEMBERING) as one:
        await one.sync()
        one.advance(hours=30)
        await one.sync()
        async with house(tmp_path / "other", one.simulation) as other:
            other.clock.advance(one.clock.now() - other.clock.now())
            await other.sync()
            assert differing(one, other) == []
        tally = one.graph.shield.tally("erp", ORDERS.name)
        assert tally.memory > 0
        assert tally.called > 0
