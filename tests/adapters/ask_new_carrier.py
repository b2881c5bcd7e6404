"""Connects an instance of the new carrier through the registry, and tracks. Run by test_new_carrier."""

import asyncio
from collections.abc import Mapping

import httpx
import msgspec

import adapters
from adapters.manifest import Manifest, Surroundings
from adapters.registry import MANIFESTS
from domain.ports.reading import Found, Missing
from tests.doubles.clock import SettableClock

ADAPTER = "carrier_pipes"
KNOWN = "P-17"
UNKNOWN = "P-18"

SCANS = f"""\
{KNOWN}|TAKEN|2026-03-01T18:30:00|America/New_York|Newark
{KNOWN}|GIVEN|2026-03-02T09:15:00|America/Chicago|Austin
"""


def answered(request: httpx.Request) -> httpx.Response:
    """What the carrier says."""
    if str(request.url) != f"https://pipes.example/v9/scans?of={KNOWN}%2B{UNKNOWN}":
        return httpx.Response(404, request=request)
    return httpx.Response(200, text=SCANS, request=request)


async def tracked(manifest: Manifest) -> Mapping[str, object]:
    """What an instance of it says of a known and of an unknown number."""
    settings = manifest.settings.model_validate({"base_url": "https://pipes.example/v9"})
    clock = SettableClock()
    network = httpx.MockTransport(answered)
    connection = manifest.connect("pipes_eu", settings, Surroundings(clock=clock, network=network))
    offers = {offer.port: offer.read for offer in connection.offers}
    outcomes = await offers["tracking"]([KNOWN, UNKNOWN], clock.within())
    await connection.aclose()
    known = outcomes[KNOWN]
    return {
        "declared": sorted(manifest.capabilities),
        "lacking": sorted(manifest.lacks),
        "offered": sorted(connection.capabilities()),
        "track": known.value if isinstance(known, Found) else repr(known),
        "unknown_is_missing": isinstance(outcomes[UNKNOWN], Missing),
    }


def main() -> None:
    """Print one JSON object: where the adapters are, which there are, and what the new one answers."""
    told: dict[str, object] = {"adapters": adapters.__file__, "names": sorted(MANIFESTS)}
    if ADAPTER in MANIFESTS:
        told |= asyncio.run(tracked(MANIFESTS[ADAPTER]))
    print(msgspec.json.encode(told).decode())  # noqa: T201 - the answer to the test that runs this


if __name__ == "__main__":
    main()
