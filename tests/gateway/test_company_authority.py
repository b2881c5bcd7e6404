"""Systems whose certificates the company's own authority signed, from the instance file to the call."""

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
import yaml

from domain.errors import BackendUnavailable
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Missing, Outcome
from gateway.clock import SystemClock
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.wiring.systems import connections, known_adapters
from tests.adapters.network.certificates import Authority, authority
from tests.doubles.raw_server import RawServer, saying, serving

BODY = b'{"data": [], "not_found": ["AX-1"], "as_of": "2026-03-02T08:00:00Z"}'
REPLY = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
    len(BODY),
    BODY,
)


@pytest.fixture
def company(tmp_path: Path) -> Authority:
    made = authority(tmp_path)
    made.issued("ordergraph")
    return made


def declared(folder: Path, url: str, tls: object = None, own: object = None) -> InstanceFile:
    """One ERP at the URL. tls: of the file; own: of the instance."""
    erp: dict[str, object] = {"adapter": "erp_sim", "base_url": url, "api_key": "k", "webhook_secrets": ["s"]}
    document: dict[str, object] = {
        "instances": {"erp": erp if own is None else erp | {"tls": own}},
        "identity": {"issuer": "https://issuer.test", "audience": "ordergraph"},
    }
    file = folder / "ordergraph.yaml"
    file.write_text(yaml.safe_dump(document if tls is None else document | {"tls": tls}))
    return load_instance_file(file, known_adapters(), {})


async def asked(file: InstanceFile) -> Outcome[object]:
    """What the ERP says of a product."""
    clock = SystemClock()
    (connection,) = connections(file, clock)
    (read,) = [offer.read for offer in connection.offers if offer.port == PRODUCTS.name]
    try:
        return (await read(["AX-1"], Demand(deadline=clock.monotonic() + 5)))["AX-1"]
    finally:
        await connection.aclose()


CA = {"ca_file": "company-ca.pem"}
BOTH = CA | {"certificate_file": "ordergraph.pem"}


@pytest.mark.parametrize(
    ("tls", "own"), [(CA, None), (None, CA), ({}, CA)], ids=["file", "instance", "instead of the file's"]
)
async def test_what_it_signed_is_trusted(
    company: Authority, tmp_path: Path, tls: Mapping[str, str] | None, own: Mapping[str, str] | None
) -> None:
    async with serving(saying(REPLY), company.issued("localhost").server()) as server:
        assert isinstance(await asked(declared(tmp_path, server.url, tls, own)), Missing)


@pytest.mark.parametrize(("tls", "own"), [(None, None), (CA, {})], ids=["without", "not for this one"])
async def test_where_nothing_says_so_it_is_not(
    company: Authority, tmp_path: Path, tls: Mapping[str, str] | None, own: Mapping[str, str] | None
) -> None:
    async with serving(saying(REPLY), company.issued("localhost").server()) as server:
        outcome = await asked(declared(tmp_path, server.url, tls, own))
        assert_refused(outcome, server)
    assert isinstance(outcome, Failed)
    assert "certificate verify failed" in outcome.error.cause.lower()


async def test_a_system_that_wants_to_know_who_calls_is_told(company: Authority, tmp_path: Path) -> None:
    context = company.issued("localhost").server(clients_of=company)
    async with serving(saying(REPLY), context) as server:
        assert_refused(await asked(declared(tmp_path, server.url, CA)), server)
        assert isinstance(await asked(declared(tmp_path, server.url, BOTH)), Missing)


async def test_a_certificate_that_is_gone_since_is_an_error_of_the_system(
    company: Authority, tmp_path: Path
) -> None:
    async with serving(saying(REPLY), company.issued("localhost").server()) as server:
        file = declared(tmp_path, server.url, BOTH)
        (tmp_path / "ordergraph.pem").unlink()
        assert_refused(await asked(file), server)


async def test_an_issuer_is_trusted_in_the_same_way(company: Authority, tmp_path: Path) -> None:
    async with serving(saying(REPLY), company.issued("localhost").server()) as server:
        file = declared(tmp_path, "https://erp.test", CA)
        async with httpx.AsyncClient(trust_env=False, verify=file.tls.context()) as client:
            assert (await client.get(server.url)).content == BODY


def assert_refused(outcome: Outcome[object], server: RawServer) -> None:
    assert isinstance(outcome, Failed)
    assert type(outcome.error) is BackendUnavailable
    assert server.requests == []
