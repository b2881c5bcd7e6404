"""An instance file that is right, and adapters to check it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.reading.problems import ConfigProblems

SECRET = "hunter2-hunter2"
ENVIRON = {"ERP_API_KEY": SECRET, "EMPTY": ""}


class ErpSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: HttpUrl
    api_key: SecretStr
    connections: int = Field(default=20, ge=1)


class WmsSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: HttpUrl


@dataclass(frozen=True)
class StubManifest:
    settings: type[BaseModel]
    capabilities: frozenset[str]


MANIFESTS = {
    "erp_sim": StubManifest(ErpSettings, frozenset({"orders", "products"})),
    "wms_east": StubManifest(WmsSettings, frozenset({"stock", "fulfilments"})),
}

GOOD = """\
instances:
  erp:      {adapter: erp_sim, base_url: "http://erp.example/api", api_key: "${ERP_API_KEY}"}
  wms_east: {adapter: wms_east, base_url: "http://east.example"}
  wms_west: {adapter: wms_east, base_url: "http://west.example"}
names:
  order:    {owner: erp, written_by: {wms_east: {}, wms_west: {strip_prefix: "SO-"}}}
  item:     {owner: erp}
  location: {}
tables: [links.csv]
authority:
  - {fact: stock.physical, at: [EAST], instances: [wms_east]}
  - {fact: stock.supply, instances: [erp]}
locations:
  EAST: {warehouse: wms_east}
  WEST: {warehouse: wms_west}
  STORE: {}
identity:
  issuer: http://issuer.example
  audience: ordergraph
  principals:
    service-desk: {scopes: ["orders:read", "orders:read:pii"], lane: INTERACTIVE}
    partner-acme: {scopes: ["orders:read"], customers: [C-00042], lane: PARTNER_BULK, weight: 2}
limits: {depth: 9}
"""
LINKS = "kind,instance,value,ours\nitem,wms_west,000077,AX-1\nlocation,wms_west,W1,WEST\n"


def load(
    folder: Path, text: str = GOOD, *, links: str = LINKS, environ: Mapping[str, str] = ENVIRON
) -> InstanceFile:
    """Write the file and its table into the folder, and load it."""
    (folder / "links.csv").write_text(links, encoding="utf-8")
    file = folder / "ordergraph.yaml"
    file.write_text(text, encoding="utf-8")
    return load_instance_file(file, MANIFESTS, environ)


SYSTEMS = "Known: erp, wms_east, wms_west."
KINDS = (
    "Known: carrier, channel_order, customer, customer_item, customer_po, gln, gtin, invoice, item, load, "
    "location, order and others."
)


class Broken(NamedTuple):
    """Replace `old` in the good file (or its table) by `new`; `message` is then the one problem."""

    old: str
    new: str
    message: str


def problems(folder: Path, text: str = GOOD, *, links: str = LINKS) -> list[str]:
    """Everything that loading complains of. The secret is in none of it."""
    with pytest.raises(ConfigProblems) as caught:
        load(folder, text, links=links)
    assert caught.value.place == str(folder / "ordergraph.yaml")
    assert SECRET not in str(caught.value)
    return [problem.public for problem in caught.value.problems]
