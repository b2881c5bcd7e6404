"""A gateway over an old and a new ERP that know the same orders; the new one is some days ahead."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gateway.demo.instance_file import instance_file
from tests.acceptance.served import PATIENT, Served, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.waiting import moment
from tests.doubles.forgetful import FORGETFUL

OLD, NEW = "erp", "erp_new"
PATIENCE = 40.0
REGIONS = {"EAST": "ATLANTIC", "WEST": "PACIFIC"}
_AHEAD_HOURS = 60
_IN_USE = "the new configuration is in use"

Rule = Mapping[str, object]


def of_orders(*instances: str, **more: object) -> Rule:
    """A rule about orders; more: its fact, and what narrows it."""
    return {"fact": "order", "instances": list(instances), **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoErps:
    """old: the world that warehouses and carriers belong to. new: the one whose ERP is the new one."""

    served: Served
    old: Simulated
    new: Simulated

    def believe(self, *rules: Rule, rows: Sequence[str] = ()) -> None:
        """Declare whose word counts for orders, and ask for it to be taken into use.

        rows: lines of a table that tie names of the new ERP to ours.
        """
        declare(self.served.folder, _urls(self.old, self.new), rules, rows)
        self.served.process.send_signal(signal.SIGHUP)

    async def believing(self, *rules: Rule, rows: Sequence[str] = ()) -> None:
        """The same, and wait until it is in use."""
        before = self._reloads()
        self.believe(*rules, rows=rows)
        async with asyncio.timeout(PATIENCE):
            while self._reloads() == before:
                await moment()

    def _reloads(self) -> int:
        return sum(event.get("event") == _IN_USE for event in self.served.said())


@asynccontextmanager
async def two_erps(world: Simulated, links: Path, folder: Path) -> AsyncIterator[TwoErps]:
    """The old one is believed at first."""
    away = folder / "new"
    away.mkdir()
    async with simulated(away) as other:
        await other.advance(_AHEAD_HOURS)
        text = declare(folder, _urls(world, other), [of_orders(OLD, NEW)])
        async with serving(folder, links, text, ORDERGRAPH_REQUEST_TIMEOUT="60") as served:
            yield TwoErps(served=served, old=world, new=other)


def declare(folder: Path, urls: Mapping[str, str], rules: Sequence[Rule], rows: Sequence[str] = ()) -> str:
    """Write the instance file with these rules, and the table of the new ERP's names beside it."""
    document: dict[str, Any] = yaml.safe_load(instance_file(urls))
    document["freshness"] = FORGETFUL
    document["budgets"] = PATIENT
    document["instances"][NEW] = {**document["instances"][OLD], "base_url": urls[NEW]}
    for kind in ("order", "item", "customer", "supplier", "return", "purchase_order"):
        document["names"][kind].setdefault("written_by", {})[NEW] = {}
    for code, region in REGIONS.items():
        document["locations"][code]["region"] = region
    document["tables"].append("new.csv")
    document["authority"] += [dict(rule) for rule in rules]
    table = ("kind,instance,value,ours", f"location,{NEW},1000,EAST", f"location,{NEW},2000,WEST", *rows)
    (folder / "new.csv").write_text("\n".join((*table, "")), encoding="utf-8")
    text = yaml.safe_dump(document, sort_keys=False)
    (folder / "ordergraph.yaml").write_text(text, encoding="utf-8")
    return text


def _urls(old: Simulated, new: Simulated) -> Mapping[str, str]:
    return {**old.urls, NEW: new.urls["erp"]}
