"""An order in Tryton, its stock in another warehouse system, its legs in a TMS, its tracking at a carrier."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from gateway.demo.processes import announced, free_port, running
from gateway.demo.run import until_ready
from gateway.demo.world import token
from tests.real.one_graph.declared import TABLES, instance_file, links
from tests.real.tryton.drive import STEPS, drive
from tests.real.tryton.manifest import SeededSale
from tests.real.tryton.server import TrytonServer, running_tryton

ORDER = """
query ($number: String!, $skus: [String!]!) {
  order(number: $number) {
    status
    source
    lines { sku ordered { amount } quantities { shipped { amount } delivered { amount } } }
    shipments { id status sources trackingNumbers legs { sequence carrier } milestones { code source } }
  }
  stockPositions(skus: $skus, locations: ["WEST"]) {
    sku location sellable { amount } figures { state source }
  }
}
"""


class Injected(NamedTuple):
    """What the simulated systems call the order's parts."""

    shipment: str
    tracking: str


@pytest.fixture(scope="module")
def own_tryton() -> Iterator[TrytonServer]:
    """One that may be moved on: the others only read theirs."""
    with running_tryton(datetime.now(UTC)) as server:
        yield server


async def test_one_order_over_four_systems_follows_each_of_them(
    own_tryton: TrytonServer, tmp_path: Path
) -> None:
    tryton = own_tryton
    sale = _waiting_in_the_west(tryton)
    number, shipment = str(sale.number), sale.shipments[0].number
    async with _simulators(tmp_path) as urls, httpx.AsyncClient(timeout=20, trust_env=False) as client:
        injected = await _inject(client, urls, sale)
        simulated = (tmp_path / "simulated.csv").read_text()
        (tmp_path / TABLES).write_text(links(simulated, shipment, injected.shipment))
        (tmp_path / "ordergraph.yaml").write_text(instance_file(tryton, urls))
        _label(tryton, sale, injected.tracking)
        async with _gateway(tmp_path) as url:
            bearer = await token(client, urls["issuer"], "service-desk")
            skus = [line.product for line in sale.lines if line.product]

            async def asked() -> dict[str, Any]:
                return await _ask(client, url, bearer, {"number": number, "skus": skus})

            first = await asked()
            assert first["order"]["status"] == "RELEASED"
            assert first["order"]["source"] == "tryton"
            await _check_stock(client, urls, first["stockPositions"], skus)

            statuses = []
            for step in STEPS:
                drive(tryton, shipment, [step])
                statuses.append((await asked())["order"]["status"])
            assert statuses == ["ALLOCATED", "PICKING", "PACKED", "SHIPPED", "SHIPPED"]

            await client.post(f"{urls['control']}/_sim/orders/{number}/advance", params={"to": "in_transit"})
            travelling = (await asked())["order"]["shipments"][0]
            assert travelling["id"] == shipment
            assert travelling["sources"] == ["tryton", "tms"]
            assert travelling["status"] == "IN_TRANSIT"
            assert travelling["trackingNumbers"][0] == injected.tracking
            assert [leg["sequence"] for leg in travelling["legs"]] == [1, 2]
            assert {m["source"] for m in travelling["milestones"]} == {"tryton", "tms", "carrier"}

            await client.post(f"{urls['control']}/_sim/orders/{number}/advance", params={"to": "delivered"})
            last = (await asked())["order"]
            assert last["status"] == "DELIVERED"
            assert [line["quantities"]["delivered"] for line in last["lines"]] == [
                line["ordered"] for line in last["lines"]
            ]


def _waiting_in_the_west(tryton: TrytonServer) -> SeededSale:
    """An order that the western warehouse ships, of items that both systems count in pieces."""
    return next(
        sale
        for sale in tryton.manifest.sales["waiting"]
        if sale.warehouse == "WH-W" and all(line.unit == "u" and line.product for line in sale.lines)
    )


@asynccontextmanager
async def _simulators(folder: Path) -> AsyncIterator[Mapping[str, str]]:
    log = folder / "simulators.log"
    world = ("--size", "200", "--start", "now", "--links", str(folder / "simulated.csv"))
    async with running(("-m", "simulators", *world), log=log, announces=True) as process:
        yield await announced(process, log)


@asynccontextmanager
async def _gateway(folder: Path) -> AsyncIterator[str]:
    log, port = folder / "gateway.log", free_port(0)
    environment = {
        "ORDERGRAPH_CONFIG": str(folder / "ordergraph.yaml"),
        "ORDERGRAPH_DATA_DIR": str(folder),
        "ORDERGRAPH_PORT": str(port),
    }
    async with running(("-m", "gateway.cli", "serve"), log=log, environment=environment) as process:
        await until_ready(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"


async def _inject(client: httpx.AsyncClient, urls: Mapping[str, str], sale: SeededSale) -> Injected:
    """Give the order to the simulated warehouse, TMS and carrier, which know it by Tryton's number."""
    lines = [
        {"line": 10 * place, "sku": line.product, "quantity": int(line.quantity)}
        for place, line in enumerate((line for line in sale.lines if line.product), start=1)
    ]
    order = {"number": sale.number, "site": "WEST", "carrier": "PONE", "service": "GROUND", "legs": 2}
    body = {**order, "mode": "manual", "customer": {"name": sale.customer, "city": "Austin"}, "lines": lines}
    answer = await client.post(f"{urls['control']}/_sim/orders", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return Injected(made["shipments"][0], made["tracking"][0])


def _label(tryton: TrytonServer, sale: SeededSale, tracking: str) -> None:
    """What the shipping clerk does in Tryton: note the carrier's number on the shipment."""
    place = f"{tryton.url}/rest/model/stock.shipment.out/{sale.shipments[0].id}"
    headers = {"authorization": f"bearer {tryton.key}"}
    httpx.put(place, json={"shipping_reference": tracking}, headers=headers, timeout=20).raise_for_status()


async def _ask(
    client: httpx.AsyncClient, url: str, bearer: str, variables: Mapping[str, object]
) -> dict[str, Any]:
    response = await client.post(
        f"{url}/graphql",
        json={"query": ORDER, "variables": dict(variables)},
        headers={"authorization": f"Bearer {bearer}"},
    )
    answer = response.json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


async def _check_stock(
    client: httpx.AsyncClient, urls: Mapping[str, str], positions: list[dict[str, Any]], skus: list[str]
) -> None:
    """What is in the building is what the western warehouse counts, not what Tryton believes."""
    assert [position["sku"] for position in positions] == list(dict.fromkeys(skus))
    for position in positions:
        truth = await client.get(f"{urls['control']}/_sim/truth/stock", params={"sku": position["sku"]})
        assert float(position["sellable"]["amount"]) == truth.json()["WEST"]["sellable"]
        sources = {figure["state"]: figure["source"] for figure in position["figures"]}
        assert sources["SELLABLE"] == "wms_west"
        assert sources.get("INCOMING", "tryton") == "tryton"
