"""Every adapter of the registry is what its manifest says."""

import pytest

from adapters.manifest import Connection, Manifest, Surroundings
from adapters.registry import MANIFESTS
from domain.ports.backends import BACKEND_PORTS, CHANGES, ORDERS_BY_REFERENCE, WEBHOOK
from domain.references import REFERENCE_KINDS
from tests.adapters.examples import required
from tests.architecture.tree import ROOT
from tests.doubles.clock import SettableClock
from tests.doubles.network import Counting, Refusing

EVERYTHING = {port.name for port in BACKEND_PORTS} | {CHANGES, WEBHOOK}
SHARED = {"network", "reading", "transport", "warehouse"}

pytestmark = pytest.mark.usefixtures("every_extra")

every_adapter = pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=list(MANIFESTS))


def connected(manifest: Manifest, network: Counting) -> Connection:
    surroundings = Surroundings(clock=SettableClock(), network=network)
    settings = manifest.settings.model_validate(required(manifest.settings))
    return manifest.connect("one_of_them", settings, surroundings)


def test_every_folder_stands_in_the_registry_under_its_own_name() -> None:
    folders = {path.parent.name for path in (ROOT / "adapters").glob("*/__init__.py")} - SHARED
    assert set(MANIFESTS) == folders
    assert {name: manifest.adapter for name, manifest in MANIFESTS.items()} == {n: n for n in MANIFESTS}


@every_adapter
async def test_a_connection_offers_what_the_manifest_says(manifest: Manifest) -> None:
    connection = connected(manifest, Counting(Refusing()))
    assert connection.capabilities() == manifest.capabilities
    assert len({offer.port for offer in connection.offers}) == len(connection.offers)
    assert connection.instance == "one_of_them"
    await connection.aclose()


@every_adapter
async def test_connecting_calls_nobody(manifest: Manifest) -> None:
    network = Counting(Refusing())
    await connected(manifest, network).aclose()
    assert network.requests == []


@every_adapter
def test_who_finds_orders_by_other_names_says_by_which(manifest: Manifest) -> None:
    assert (ORDERS_BY_REFERENCE.name in manifest.capabilities) is bool(manifest.references)
    assert manifest.references <= set(REFERENCE_KINDS)


@every_adapter
def test_what_is_lacking_is_said_with_a_reason(manifest: Manifest) -> None:
    assert manifest.capabilities | set(manifest.lacks) == EVERYTHING
    assert manifest.capabilities & set(manifest.lacks) == set()
    assert [name for name, reason in manifest.lacks.items() if len(reason) < len("it has none")] == []


@every_adapter
def test_what_is_lacking_is_refused_by_name(manifest: Manifest) -> None:
    for name, reason in manifest.lacks.items():
        error = manifest.refusal(name, "one_of_them")
        assert error.backend == "one_of_them"
        assert name in error.public
        assert reason in error.public
