"""The walk as data: what is done to the ERP, for how long, and what to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

SYSTEM = "erp"
"""The system that trouble is made for; everything else is well all the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One stretch of the walk.

    done: what is done to the ERP. watch: what to look at. fault: as the simulators' control takes it.
    rate: calls a second that the ERP takes before it answers 429; None: any. power: whether it runs.
    """

    name: str
    done: str
    watch: str
    seconds: float
    fault: Mapping[str, object] = field(default_factory=dict)
    rate: float | None = None
    power: bool = True


SCENES: Sequence[Scene] = (
    Scene(
        name="all is well",
        done="Nothing: the ERP answers at once.",
        watch="answers a second, and how few calls reach the ERP for them",
        seconds=7.0,
    ),
    Scene(
        name="slowed",
        done="The ERP takes 3 seconds for each call. The clients wait 1 second.",
        watch="no answer takes longer than its client waits, whatever the ERP takes",
        seconds=8.0,
        fault={"kind": "latency", "milliseconds": 3_000},
    ),
    Scene(
        name="relieved",
        done="The ERP answers at once again.",
        watch="how soon everything is fresh again",
        seconds=5.0,
    ),
    Scene(
        name="throttled",
        done="The ERP takes one call in 2 seconds, and answers 429 with Retry-After to the rest.",
        watch="calls fall to what it takes; answers go on, grow older, and say BUDGET_SPENT",
        seconds=12.0,
        rate=0.5,
    ),
    Scene(
        name="killed",
        done="The ERP is switched off: its port refuses connections.",
        watch="the warehouses' part goes on; what is old says so, what is away says so",
        seconds=8.0,
        power=False,
    ),
    Scene(
        name="revived",
        done="The ERP is back.",
        watch="how soon everything is fresh again, without a rush on the ERP",
        seconds=8.0,
    ),
)


def at_pace(scenes: Sequence[Scene], pace: float) -> Sequence[Scene]:
    """The same scenes, each of them so many times as long."""
    return tuple(replace(scene, seconds=scene.seconds * pace) for scene in scenes)
