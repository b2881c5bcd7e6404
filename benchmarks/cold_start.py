"""Milliseconds to the answer about an order that was seen before, of a gateway that starts without its ERP.

    python -m benchmarks.cold_start [--starts 5]

Each start is a new process over the store of one that has ended. Measured are the first answer about an
order (the token's key and the connection to the gateway are there), a second such order, and orders once the
breaker knows. First the ERP refuses connections, then it hangs. The other systems answer.
"""

import argparse
import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx
from rich.console import Console
from rich.table import Table

from gateway.demo.processes import free_port
from gateway.demo.run import gateway_over, simulators_in
from gateway.demo.world import ORDERS, token

_WAIT = 0.3
_FRESHNESS = {"ports": {"every": {"soft": 0, "ttl": 0, "wait": _WAIT}}}
_SEEN = [f"SO-{ORDERS - index:07d}" for index in range(12)]
_DOCUMENTS = {
    "ERP alone": "number placedAt lines { sku }",
    "all systems": "number placedAt status lines { sku } shipments { id }",
}
_KNOWING = 40
_LONGEST = 20.0

Times = dict[tuple[str, str, str], list[float]]
"""Milliseconds, by what is wrong, what is asked and when."""


class Asking(NamedTuple):
    """A gateway, and who asks it."""

    client: httpx.AsyncClient
    token: str

    async def order(self, number: str, fields: str) -> tuple[float, str]:
        """Ask for an order: the milliseconds, and the reason for its staleness ("" where it is fresh)."""
        document = f'{{ order(number: "{number}") {{ {fields} freshness {{ source reason }} }} }}'
        began = time.perf_counter()
        answer = await self._asked(document)
        took = (time.perf_counter() - began) * 1000
        if answer.get("errors") or not answer["data"]["order"]:
            raise SystemExit(f"{number} is not told: {answer}")
        reasons = {one["source"]: one["reason"] for one in answer["data"]["order"]["freshness"]}
        return took, reasons["erp"] or ""

    async def warm(self) -> None:
        """Let the gateway fetch the token's key."""
        await self._asked("{ __typename }")

    async def _asked(self, document: str) -> dict[str, dict[str, dict[str, list[dict[str, str]]]]]:
        sent = {"authorization": f"Bearer {self.token}"}
        told: dict[str, dict[str, dict[str, list[dict[str, str]]]]] = (
            await self.client.post("/graphql", json={"query": document}, headers=sent)
        ).json()
        return told


async def main(starts: int) -> None:
    """Measure, and print one row for each kind of answer."""
    times: Times = defaultdict(list)
    with TemporaryDirectory(prefix="ordergraph-bench-") as name:
        folder = Path(name)
        async with simulators_in(folder) as urls, _control(urls) as control:
            async with _gateway(folder, urls) as asking:
                for fields in _DOCUMENTS.values():
                    await asyncio.gather(*(asking.order(number, fields) for number in _SEEN))
            for trouble in ("refuses connections", "hangs"):
                for what, fields in _DOCUMENTS.items():
                    for _ in range(starts):
                        async with _wrong(control, trouble), _gateway(folder, urls) as asking:
                            await _measured(asking, fields, (trouble, what), times)
    _print(times, starts)


async def _measured(asking: Asking, fields: str, of: tuple[str, str], times: Times) -> None:
    await asking.warm()
    for when, number in zip(("first order", "second order"), _SEEN, strict=False):
        took, reason = await asking.order(number, fields)
        if not reason:
            raise SystemExit(f"{number} is told as fresh")
        times[*of, when].append(took)
    async with asyncio.timeout(_LONGEST):
        while {"BREAKER_OPEN"} != {reason for _, reason in await _all(asking, fields)}:
            continue
    for index in range(_KNOWING):
        took, _ = await asking.order(_SEEN[index % len(_SEEN)], fields)
        times[*of, "breaker open"].append(took)


async def _all(asking: Asking, fields: str) -> list[tuple[float, str]]:
    return await asyncio.gather(*(asking.order(number, fields) for number in _SEEN))


@asynccontextmanager
async def _control(urls: Mapping[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=urls["control"], timeout=20, trust_env=False) as control:
        for system in ("erp", "wms_east", "wms_west", "tms", "carrier"):
            (await control.put("/_sim/limits", json={"system": system, "rate": None})).raise_for_status()
        yield control


@asynccontextmanager
async def _wrong(control: httpx.AsyncClient, trouble: str) -> AsyncIterator[None]:
    """The ERP, away in one of two ways."""
    if trouble == "hangs":
        (await control.post("/_sim/faults", json={"system": "erp", "kind": "hang"})).raise_for_status()
    else:
        (await control.put("/_sim/power", json={"system": "erp", "on": False})).raise_for_status()
    yield
    (await control.delete("/_sim/faults")).raise_for_status()
    (await control.put("/_sim/power", json={"system": "erp", "on": True})).raise_for_status()


@asynccontextmanager
async def _gateway(folder: Path, urls: Mapping[str, str]) -> AsyncIterator[Asking]:
    """A new process over the same store, and a kept connection to it."""
    async with (
        gateway_over(folder, urls, free_port(0), {"freshness": _FRESHNESS}) as url,
        httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client,
    ):
        yield Asking(client, await token(client, urls["issuer"], "service-desk"))


def _print(times: Times, starts: int) -> None:
    table = Table(
        "the ERP", "asked", "when", title=f"{starts} starts each, soft timeout {_WAIT * 1000:.0f} ms"
    )
    for heading in ("median ms", "longest ms", "answers"):
        table.add_column(heading, justify="right")
    for (trouble, what, when), took in times.items():
        table.add_row(
            trouble, what, when, f"{statistics.median(took):.1f}", f"{max(took):.1f}", str(len(took))
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--starts", type=int, default=5)
    asyncio.run(main(arguments.parse_args().starts))
