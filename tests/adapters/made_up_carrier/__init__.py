"""Pipe Parcel: a carrier, not one of ours, that answers in lines of text. test_new_carrier adds it."""

from adapters.manifest import InstanceSettings, Kind, Manifest

from .client import connect

_NO_MORE = "it answers with the scans of a parcel and nothing else"

MANIFEST = Manifest(
    adapter="carrier_pipes",
    title="Pipe Parcel",
    kind=Kind.CARRIER,
    settings=InstanceSettings,
    connect=connect,
    capabilities=frozenset({"tracking"}),
    lacks={"shipments": _NO_MORE, "changes": _NO_MORE, "webhook": "it pushes nothing"},
)
