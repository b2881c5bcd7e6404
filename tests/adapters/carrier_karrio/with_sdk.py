"""The SDK and the recorded replies: both may be missing, and a module that needs one skips with one line."""

import os
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import pytest

from adapters.carrier_karrio.sdk.installed import carriers
from tests.architecture.tree import ROOT

SAMPLES = ROOT.parent / "shared" / "samples" / "karrio"
SEVEN = ("ups", "fedex", "usps", "dhl_express", "dhl_universal", "canadapost", "purolator")


class Recorded(NamedTuple):
    """One recorded reply, as its carrier wrote it."""

    name: str
    text: str


def needs_sdk() -> None:
    """Skip the module without the SDK; `make test-karrio` has it, so that there its absence fails."""
    if set(SEVEN) <= set(carriers()):
        return
    if os.environ.get("ORDERGRAPH_KARRIO"):
        pytest.fail("the karrio SDK and its seven carriers are to be installed here", pytrace=False)
    pytest.skip("needs the karrio SDK: make test-karrio", allow_module_level=True)


def needs_samples() -> None:
    """Skip the module where nobody put the recorded replies."""
    if not SAMPLES.is_dir():
        pytest.skip(
            "no recorded replies beside the repository (../shared/samples/karrio)", allow_module_level=True
        )


def recorded(carrier: str) -> Iterator[Recorded]:
    """Every recorded reply of a carrier."""
    for path in sorted((SAMPLES / carrier).glob("*.json")):
        told = msgspec.json.decode(path.read_bytes())
        for text in told["raw"]:
            yield Recorded(f"{carrier}/{path.stem}", text)
