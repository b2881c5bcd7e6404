"""The instance file of a distributor whose orders live in Tryton, and everything else elsewhere."""

from collections.abc import Mapping

import yaml

from gateway.demo import instance_file as demo
from tests.doubles.forgetful import FORGETFUL
from tests.real.tryton.server import TrytonServer

SCOPES = ["orders:read", "shipments:read", "catalog:read", "availability:read", "stock:read:exact"]
TABLES = "links.csv"


def instance_file(tryton: TrytonServer, urls: Mapping[str, str]) -> str:
    """Tryton owns orders, items and shipments' numbers; the western warehouse counts what is in it."""
    simulated = yaml.safe_load(demo.instance_file(urls))["instances"]
    written: dict[str, dict[str, str]] = {"wms_west": {}, "tms": {}}
    document = {
        "instances": {
            "tryton": {
                "adapter": "erp_tryton",
                "base_url": tryton.url,
                "application_key": tryton.key,
                "company": tryton.manifest.company.id,
                "zone": tryton.manifest.company.zone,
                "units": {"u": "EA", "bx12": "CS"},
            },
            **{name: simulated[name] for name in ("wms_west", "tms", "carrier")},
        },
        "names": {
            "order": {"owner": "tryton", "written_by": written},
            "item": {"owner": "tryton"},
            "customer": {"owner": "tryton"},
            "shipment": {"owner": "tryton"},
        },
        "tables": [TABLES],
        "authority": [
            {"fact": "fulfilment", "instances": ["tryton"]},
            {"fact": "stock.physical", "at": ["WEST"], "instances": ["wms_west"]},
            {"fact": "stock.claims", "at": ["WEST"], "instances": ["wms_west"]},
            {"fact": "stock.supply", "instances": ["tryton"]},
        ],
        "locations": {"EAST": {}, "WEST": {"warehouse": "wms_west"}},
        "freshness": FORGETFUL,
        "identity": {
            "issuer": urls["issuer"],
            "principals": {"service-desk": {"scopes": SCOPES}},
        },
    }
    return yaml.safe_dump(document, sort_keys=False)


def links(simulated: str, shipment: str, load_reference: str) -> str:
    """The rows that a company keeps: items and places of the warehouse, and this one shipment's number."""
    ours = [
        line
        for line in simulated.splitlines()
        if line.startswith(("item,wms_west,", "location,wms_west,", "location,tms,"))
    ]
    rows = [
        "location,tryton,WH-E,EAST",
        "location,tryton,WH-W,WEST",
        f"shipment,tms,{load_reference},{shipment}",
    ]
    return "\n".join(["kind,instance,value,ours", *ours, *rows, ""])
