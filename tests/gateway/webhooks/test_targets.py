"""Partners say where webhooks go, and never into our own network."""

import socket
from ipaddress import ip_network

import pytest
from aiohttp.abc import ResolveResult

from domain.errors import BadInput
from gateway.webhooks.targets import GuardedResolver, TargetRefused, Targets

PUBLIC = Targets()
INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "255.255.255.255",
    "224.0.0.1",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b:1::a00:1",
]


@pytest.mark.parametrize("url", ["https://partner.example/events", "https://93.184.215.14:8443/x?y=1"])
def test_public_addresses_are_taken(url: str) -> None:
    assert PUBLIC.checked(url, field="url") == url


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(BadInput, match="url: names an address"):
        PUBLIC.checked(f"https://{host}/", field="url")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "should be a URL"),
        ("partner.example", "should be a URL"),
        ("ftp://partner.example", "should be a URL"),
        ("file:///etc/passwd", "should be a URL"),
        ("https://", "should be a URL|is not a URL"),
        ("https://partner.example:99999/", "is not a URL|should be a URL"),
        ("https://jo:secret@partner.example/", "no user"),
        ("https://partner.example/#x", "no user, password or fragment"),
        ("http://partner.example/", "should begin with https"),
        (f"https://partner.example/{'x' * 2_000}", "should be a URL"),
    ],
)
def test_what_is_no_address_for_webhooks_is_refused(url: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        PUBLIC.checked(url, field="url")
    assert refused.value.field == "url"
    assert "secret" not in refused.value.public


def test_a_company_may_allow_networks_of_its_own() -> None:
    own = Targets(networks=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")), insecure=True)
    assert own.checked("http://10.1.2.3/x", field="url")
    assert own.checked("http://[fd00::1]/x", field="url")
    with pytest.raises(BadInput):
        own.checked("http://192.168.1.1/", field="url")


class Names:
    """Names that mean what the test says; asked twice, another address may come."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self.answers
        ]

    async def close(self) -> None:
        self.answers.clear()


async def test_of_a_name_only_the_allowed_addresses_are_left() -> None:
    resolver = GuardedResolver(PUBLIC, Names("10.0.0.1", "93.184.215.14", "::1", "fe80::1%eth0"))
    assert [each["host"] for each in await resolver.resolve("partner.example", 443)] == ["93.184.215.14"]


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_means_an_address_inside_is_not_connected_to(address: str) -> None:
    with pytest.raises(TargetRefused):
        await GuardedResolver(PUBLIC, Names(address)).resolve("partner.example", 443)
