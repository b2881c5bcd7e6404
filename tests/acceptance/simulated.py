"""The simulated systems, as a process of their own: what is true in them, and what befalls them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from gateway.demo.instance_file import LINKS
from gateway.demo.processes import announced, running
from gateway.demo.world import ORDERS
from tests.acceptance.waiting import moment

SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier")
_UNLIMITED = tuple(word for system in SYSTEMS for word in ("--rate", f"{system}=none"))
_SIDE_BY_SIDE = 20


class Simulated:
    """One running world, through its control API. `urls`: where each system listens, by name."""

    def __init__(self, urls: Mapping[str, str], control: httpx.AsyncClient) -> None:
        self.urls = urls
        self._control = control
        self._some = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def stories(self) -> Mapping[str, Any]:
        """Numbers of orders by what happens to them, and what else is worth looking at."""
        told: Mapping[str, Any] = await self._get("/_sim/stories")
        return told

    async def truths(self, numbers: Iterable[str]) -> dict[str, Any]:
        """What is true of each order now."""
        asked = list(numbers)
        told = await asyncio.gather(*(self._get(f"/_sim/truth/orders/{number}") for number in asked))
        return dict(zip(asked, told, strict=True))

    async def late(self) -> list[str]:
        """The orders that are late now."""
        told: list[str] = (await self._get("/_sim/truth/late"))["orders"]
        return told

    async def concerned(self, **wrong: str | Sequence[str]) -> dict[str, list[str]]:
        """Whom it concerns when something is wrong with these: order, shipment, sku, system."""
        told: dict[str, list[str]] = await self._get(f"/_sim/truth/impact?{urlencode(wrong, doseq=True)}")
        return told

    async def stock(self, sku: str) -> Mapping[str, Any]:
        """What is true of one item now, by site."""
        told: Mapping[str, Any] = await self._get(f"/_sim/truth/stock?sku={sku}")
        return told

    async def links(self) -> str:
        """The cross-reference rows, as CSV."""
        return (await self._control.get("/_sim/links")).raise_for_status().text

    async def count_again(self, sku: str, site: str, **changes: int) -> None:
        """Let a warehouse find more or less of an item, by state."""
        await self._post("/_sim/stock", {"sku": sku, "site": site, **changes})

    async def tell_movements(self, *, hold: int = 0) -> int:
        """Let the east WMS tell bookings from now on, every so many-th late, in how many deliveries."""
        return int((await self._post("/_sim/movements", {"hold": hold}))["deliveries"])

    async def beat(self, *, every: int) -> None:
        """Let the east WMS say how far it has told all, every so many seconds; 0: no more."""
        (await self._control.put("/_sim/heartbeats", json={"every": every})).raise_for_status()

    async def now(self) -> str:
        """The simulated instant."""
        return str((await self._get("/_sim/clock"))["now"])

    async def advance(self, hours: float) -> None:
        """Let simulated time go on."""
        await self._post("/_sim/clock/advance", {"seconds": round(hours * 3600)})

    @asynccontextmanager
    async def telling(self, url: str) -> AsyncIterator[None]:
        """Webhooks of every system below this URL, for as long as the context lasts: of news from now on."""
        await self._tell(url)
        try:
            yield
        finally:
            await self._tell(None)

    async def delivered(self) -> int:
        """How many webhooks have been delivered, once none waits any more."""
        while True:
            counts = (await self._get("/_sim/webhooks")).values()
            done = [each["delivered"] + each["failed"] == each["queued"] for each in counts]
            if all(done):
                return sum(each["delivered"] for each in counts)
            await moment()

    async def forget_calls(self) -> None:
        """Count calls from nought again."""
        (await self._control.delete("/_sim/counters")).raise_for_status()

    async def calls(self) -> dict[str, dict[str, int]]:
        """How often each operation of each system was called, for those that were."""
        told = await self._get("/_sim/counters")
        counted = {
            system: {name: each["calls"] for name, each in one["operations"].items()}
            for system, one in told.items()
        }
        return {system: operations for system, operations in counted.items() if operations}

    async def counted(self) -> dict[str, Any]:
        """What was asked of each system since the calls were forgotten, and how much of it at once."""
        told: dict[str, Any] = await self._get("/_sim/counters")
        return told

    async def arrived(self, system: str) -> int:
        """How many calls of one system have begun."""
        return int((await self._get("/_sim/counters")).get(system, {}).get("calls", 0))

    async def ended_unanswered(self, system: str) -> int:
        """How many calls of one system ended without an answer: whoever had called left."""
        operations = (await self._get("/_sim/counters")).get(system, {}).get("operations", {})
        return sum(int(each["statuses"].get("none", 0)) for each in operations.values())

    @asynccontextmanager
    async def fault(self, system: str, kind: str, **more: object) -> AsyncIterator[None]:
        """A fault of one system, for as long as the context lasts."""
        made = await self._post("/_sim/faults", {"system": system, "kind": kind, **more})
        try:
            yield
        finally:
            (await self._control.delete("/_sim/faults", params={"id": made["id"]})).raise_for_status()

    @asynccontextmanager
    async def off(self, system: str) -> AsyncIterator[None]:
        """A system that refuses connections, for as long as the context lasts."""
        await self._turned(system, on=False)
        try:
            yield
        finally:
            await self._turned(system, on=True)

    async def _tell(self, url: str | None) -> None:
        (await self._control.put("/_sim/webhooks", json={"url": url})).raise_for_status()

    async def _turned(self, system: str, *, on: bool) -> None:
        (await self._control.put("/_sim/power", json={"system": system, "on": on})).raise_for_status()

    async def _get(self, path: str) -> Any:  # noqa: ANN401 - another program's JSON
        async with self._some:
            return (await self._control.get(path)).raise_for_status().json()

    async def _post(self, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 - as above
        return (await self._control.post(path, json=body)).raise_for_status().json()


@asynccontextmanager
async def simulated(folder: Path, *, size: int = ORDERS, ticking: bool = False) -> AsyncIterator[Simulated]:
    """The world of the demo without limits of rate; its time is ours, or stands until it is moved on."""
    log = folder / "simulators.log"
    time = ("--start", "now", "--speed", "1") if ticking else ()
    world = ("--size", str(size), "--links", str(folder / LINKS), *time, *_UNLIMITED)
    async with running(("-m", "simulators", *world), log=log, announces=True) as process:
        urls = await announced(process, log)
        async with httpx.AsyncClient(base_url=urls["control"], timeout=20, trust_env=False) as control:
            yield Simulated(urls, control)
