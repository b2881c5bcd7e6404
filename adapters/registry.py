"""Every adapter, one line each."""

from adapters import carrier_sim, erp_sim, erp_tryton, tms_sim, wms_east, wms_west
from adapters.manifest import Manifest

MANIFESTS: dict[str, Manifest] = {
    manifest.adapter: manifest
    for manifest in (
        carrier_sim.MANIFEST,
        erp_sim.MANIFEST,
        erp_tryton.MANIFEST,
        tms_sim.MANIFEST,
        wms_east.MANIFEST,
        wms_west.MANIFEST,
    )
}
