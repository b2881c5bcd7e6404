"""From one ERP to the other and back by configuration, while many read: nobody is told anything wrong."""

import asyncio
import signal
from collections import deque
from dataclasses import replace
from itertools import cycle, islice

import httpx

from tests.acceptance.asking import Caller
from tests.real.two_erps.asked import OF_ALL, OF_THE_ERP, found, one
from tests.real.two_erps.conftest import Desk, TwoErps
from tests.real.two_erps.declared import NEW, OLD

CLIENTS = 50
_OF_ALL_BY = 10
"""So many of them ask what takes all systems to tell."""
_PATIENCE = 150.0


async def test_nobody_is_told_wrong_through_a_cut_over_and_back(
    two_erps: TwoErps, old_first: Desk, new_first: Desk
) -> None:
    number, names = two_erps.moved.number, two_erps.moved.names.values()
    right = {
        asked: [await one(desk.caller, number, asked) for desk in (old_first, new_first)]
        for asked in (OF_THE_ERP, OF_ALL)
    }
    told: asyncio.Queue[str] = asyncio.Queue()
    stop = asyncio.Event()

    async def read(caller: Caller, which: int) -> None:
        """Every second one asks the box, for one name of the order after the other."""
        asked = OF_ALL if which < _OF_ALL_BY else OF_THE_ERP
        for text in islice(cycle(names), which, None):
            if which % 2:
                ((_, order),) = await found(caller, text, asked)
            else:
                order = await one(caller, number, asked)
            assert order in right[asked]
            told.put_nowait(order["source"])
            if stop.is_set():
                return

    async with httpx.AsyncClient(base_url=old_first.served.url, timeout=_PATIENCE, trust_env=False) as client:
        caller = replace(old_first.caller, client=client)
        async with asyncio.timeout(_PATIENCE), asyncio.TaskGroup() as readers:
            for which in range(CLIENTS):
                readers.create_task(read(caller, which))
            for believed in ((NEW, OLD), (OLD, NEW)):
                (old_first.served.folder / "ordergraph.yaml").write_text(two_erps.file(*believed))
                old_first.served.process.send_signal(signal.SIGHUP)
                await _until(told, believed[0])
            stop.set()


async def _until(told: asyncio.Queue[str], source: str) -> None:
    """Until as many answers in a row as there are clients have come from there."""
    last: deque[str] = deque(maxlen=CLIENTS)
    while len(last) < CLIENTS or set(last) != {source}:
        last.append(await told.get())
