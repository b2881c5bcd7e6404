from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from domain.budgets import BreakerState, Operation
from domain.hosts import CacheFigures, HostState, LaneBudget, Lately
from domain.instances import BackendState
from domain.partners import Lane
from tests.doubles.clock import START
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, Idle, context_of, run_in

DOCUMENT = """{
  backends {
    instance hitRatio feedWatermark oldestServed
    host {
      host breaker pace lastSuccessAt lastFailureAt
      budget { lane left }
      lately { calls failures errorRate p50 p99 }
    }
  }
}"""
HOST = HostState(
    host="erp.test:443",
    breakers={Operation.POLL: BreakerState.CLOSED, Operation.READ: BreakerState.OPEN},
    budget=(LaneBudget(lane=Lane.INTERACTIVE, left=4), LaneBudget(lane=Lane.BACKGROUND)),
    pace=0.5,
    lately=Lately(calls=4, failures=1, p50=timedelta(milliseconds=20), p99=timedelta(seconds=1)),
    last_success_at=START,
)
CACHE = (CacheFigures(port="orders", memory=6, shared=1, asked=2), CacheFigures(port="products", asked=1))


class Busy(Idle):
    """The first of the instances was called, over HTTP."""

    def in_full(self) -> Sequence[BackendState]:
        erp, *others = self.states()
        seen = replace(erp, host=HOST, cache=CACHE, feed_watermark=START, oldest_served=START)
        return [seen, *others]


async def test_whoever_runs_it_sees_how_each_system_is_called() -> None:
    context = context_of(SmallWorld(), DESK)
    context.backends = Busy()
    result = await run_in(context, DOCUMENT)
    assert result.data is not None, result.errors
    erp, tms, _ = result.data["backends"]
    at = "2026-03-02T08:00:00Z"
    assert erp == {
        "instance": "erp",
        "hitRatio": 0.7,
        "feedWatermark": at,
        "oldestServed": at,
        "host": {
            "host": "erp.test:443",
            "breaker": "OPEN",
            "pace": 0.5,
            "lastSuccessAt": at,
            "lastFailureAt": None,
            "budget": [{"lane": "INTERACTIVE", "left": 4}, {"lane": "BACKGROUND", "left": None}],
            "lately": {"calls": 4, "failures": 1, "errorRate": 0.25, "p50": "PT0.02S", "p99": "PT1S"},
        },
    }
    assert tms == {
        "instance": "tms",
        "hitRatio": None,
        "feedWatermark": None,
        "oldestServed": None,
        "host": None,
    }
