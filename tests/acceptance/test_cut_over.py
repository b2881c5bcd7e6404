"""Two ERPs know the same orders: each is shown once, and through a cut over and back nobody is told wrong."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import instance_file
from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served, serving
from tests.acceptance.simulated import Simulated, simulated

CLIENTS = 50
_PATIENCE = 40.0
_OLD, _NEW = "erp", "erp_new"
ORDERS = """query ($number: String!) { order(number: $number) {
  number source channel placedAt promisedAt lines { id sku ordered { amount unit } } } }"""


class TwoErps(NamedTuple):
    """A gateway over an old and a new ERP, and the order that both know."""

    served: Served
    urls: dict[str, str]
    number: str

    def believe(self, *erps: str) -> None:
        """Declare whose word counts for orders, and ask for it to be taken into use."""
        file = self.served.folder / "ordergraph.yaml"
        file.write_text(_declared(self.urls, erps), encoding="utf-8")
        self.served.process.send_signal(signal.SIGHUP)


def _declared(urls: dict[str, str], believed: tuple[str, ...]) -> str:
    document = yaml.safe_load(instance_file(urls))
    document["instances"][_NEW] = {**document["instances"][_OLD], "base_url": urls[_NEW]}
    for kind in ("order", "item", "customer", "supplier", "return", "purchase_order"):
        document["names"][kind].setdefault("written_by", {})[_NEW] = {}
    document["tables"].append("new.csv")
    document["authority"].append({"fact": "order", "instances": list(believed)})
    return yaml.safe_dump(document, sort_keys=False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def two_erps(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[TwoErps]:
    folder = tmp_path_factory.mktemp("two")
    (folder / "new.csv").write_text(
        f"kind,instance,value,ours\nlocation,{_NEW},1000,EAST\nlocation,{_NEW},2000,WEST\n", encoding="utf-8"
    )
    async with simulated(tmp_path_factory.mktemp("new")) as other:
        urls = {**world.urls, _NEW: other.urls["erp"]}
        number = (await world.stories())["stories"]["split"][0]
        async with serving(
            folder, links, _declared(urls, (_OLD, _NEW)), ORDERGRAPH_REQUEST_TIMEOUT="60"
        ) as served:
            yield TwoErps(served, urls, number)


@pytest.mark.asyncio(loop_scope="session")
async def test_an_order_in_both_erps_is_shown_once_through_a_cut_over_and_back(
    two_erps: TwoErps, world: Simulated
) -> None:
    answers: list[Any] = []
    stop = asyncio.Event()

    async def read(caller: Caller) -> None:
        while not stop.is_set():
            answers.append((await caller.ask(ORDERS, number=two_erps.number)).data["order"])

    async with calling(two_erps.served, world, "service-desk") as caller:
        first = (await caller.ask(ORDERS, number=two_erps.number)).data["order"]
        assert first["source"] == _OLD
        readers = [asyncio.create_task(read(caller)) for _ in range(CLIENTS)]
        for erps in ((_NEW, _OLD), (_OLD, _NEW)):
            two_erps.believe(*erps)
            await _until_source(caller, two_erps.number, erps[0])
        stop.set()
        await asyncio.gather(*readers)
    assert {answer["source"] for answer in answers} == {_OLD, _NEW}
    assert [answer for answer in answers if {**answer, "source": _OLD} != first] == []


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wrong_instance_file_changes_nothing(two_erps: TwoErps, world: Simulated) -> None:
    file = two_erps.served.folder / "ordergraph.yaml"
    right = file.read_text(encoding="utf-8")
    file.write_text("instances: {}", encoding="utf-8")
    two_erps.served.process.send_signal(signal.SIGHUP)
    async with calling(two_erps.served, world, "service-desk") as caller, asyncio.timeout(_PATIENCE):
        while not any("is not used" in str(event.get("event")) for event in two_erps.served.said()):
            assert (await caller.ask(ORDERS, number=two_erps.number)).data["order"]["source"] == _OLD
    file.write_text(right, encoding="utf-8")


async def _until_source(caller: Caller, number: str, source: str) -> None:
    async with asyncio.timeout(_PATIENCE):
        while (await caller.ask(ORDERS, number=number)).data["order"]["source"] != source:
            continue
