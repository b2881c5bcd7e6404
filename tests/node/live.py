"""A gateway that a small world tells its news, and the programs that follow them."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import calling
from tests.acceptance.remembered import remembering
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import simulated
from tests.node.programs import APOLLO, HERE, run

ORDERS = 150
"""Of the world: small enough to be moved on in seconds."""
LIMITS = {"init_time": "PT0.5S", "stream_items": 4}
"""Patience of a connection that says nothing, and room of a subscriber that does not read."""
LONG = {"soft": 7_200, "ttl": 7_200}


@dataclass(frozen=True, slots=True)
class Check:
    """One case of a program: what came of it, and whether that is right."""

    name: str
    result: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Where the programs find everything, as they are told."""

    place: Mapping[str, str]

    async def by(self, program: str) -> Sequence[Check]:
        """Every case of one program."""
        said = json.loads(await run(APOLLO, str(HERE / program), json.dumps(self.place)))
        return [Check(**each) for each in said]


@asynccontextmanager
async def told(folder: Path) -> AsyncIterator[Told]:
    """The world, its gateway, and the tokens of three clients."""
    async with simulated(folder, size=ORDERS) as world:
        await world.advance(5)
        document = yaml.safe_load(remembering(declared(world.urls), LONG))
        document["limits"] = LIMITS
        below = folder / "gateway"
        below.mkdir()
        async with (
            serving(below, folder / LINKS, yaml.safe_dump(document, sort_keys=False)) as served,
            calling(served, world, "service-desk") as desk,
            calling(served, world, "partner-acme") as acme,
            world.telling(f"{served.url}/events"),
        ):
            yield Told(
                {
                    "url": f"{served.url}/graphql",
                    "ws": f"{served.url.replace('http://', 'ws://')}/graphql",
                    "control": world.urls["control"],
                    "token": desk.token,
                    "other": acme.token,
                }
            )
