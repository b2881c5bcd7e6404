"""Every adapter: one folder here, one line each."""

from collections.abc import Mapping
from importlib import import_module

from adapters.manifest import Manifest

FOLDERS = (
    "carrier_karrio",
    "carrier_sim",
    "erp_sim",
    "erp_tryton",
    "tms_sim",
    "wms_east",
    "wms_west",
)

MANIFESTS: Mapping[str, Manifest] = {name: import_module(f"adapters.{name}").MANIFEST for name in FOLDERS}
