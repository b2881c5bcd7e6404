"""The instance file of a distributor that moves from Tryton to another ERP, and of whom both are read."""

from collections.abc import Mapping, Sequence

import yaml

from gateway.demo.instance_file import instance_file as simulated_alone
from tests.doubles.forgetful import FORGETFUL
from tests.real.tryton.seed_names import SHOP
from tests.real.tryton.server import TrytonServer
from tests.real.two_erps.moved import Moved

OLD, NEW = "tryton", "erp"
"""Tryton's numbers are ours. The new ERP has its own, and those of orders that it had alone are ours too."""

_PATIENCE = 60
"""Seconds: many read at once, from systems that all run on this machine."""
_ONE_OWNER = ("order", "item", "customer", "return")


def instance_file(tryton: TrytonServer, urls: Mapping[str, str], believed: Sequence[str]) -> str:
    """believed: whose word counts for orders and customers, first to last."""
    document = yaml.safe_load(simulated_alone(urls))
    for instance in document["instances"].values():
        instance["timeout"] = _PATIENCE
    document["instances"][NEW]["first_poll_reaches"] = "P2D"
    document["instances"][OLD] = {
        "timeout": _PATIENCE,
        "adapter": "erp_tryton",
        "base_url": tryton.url,
        "application_key": tryton.key,
        "company": tryton.manifest.company.id,
        "zone": tryton.manifest.company.zone,
        "shops": {SHOP: "WEB"},
    }
    for kind in _ONE_OWNER:
        names = document["names"][kind]
        names["owner"] = OLD
        names.setdefault("written_by", {})[NEW] = {}
    document["names"]["shipment"]["owner"] = OLD
    document["authority"] += [
        {"fact": "order", "instances": list(believed)},
        {"fact": "customer", "instances": list(believed)},
        {"fact": "product", "instances": [NEW, OLD]},
        {"fact": "fulfilment", "instances": ["wms_east", "wms_west", OLD]},
    ]
    document["freshness"] = FORGETFUL
    return yaml.safe_dump(document, sort_keys=False)


def links(simulated: str, moved: Moved) -> str:
    """What each system calls the order and what belongs to it, besides items and places."""
    rows = [
        f"order,{NEW},{moved.new_number},{moved.number}",
        f"order,wms_west,{moved.number},{moved.number}",
        f"return,{NEW},{moved.new_return},{moved.names['return']}",
        f"customer,{NEW},{moved.new_customer},{moved.customer}",
        f"shipment,{OLD},{moved.old_shipment},{moved.names['shipment']}",
        f"location,{OLD},WH-E,EAST",
        f"location,{OLD},WH-W,WEST",
    ]
    return "\n".join([simulated.rstrip("\n"), *rows, ""])
