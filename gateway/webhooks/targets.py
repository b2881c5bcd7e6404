"""Where webhooks may go: public addresses over TLS, and what the company allows besides.

An endpoint's address is a partner's word, and we stand inside of the company's network: so what a name means
is looked at for every connection, and it is the looked-at address that is connected to.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from domain.errors import BadInput

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
_LONGEST = 2_000
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv4 addresses behind a translator (RFC 6052, RFC 8215): where they lead is the network's own affair."""


class Lookup(Protocol):
    """Resolves names; aiohttp's resolvers do."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]: ...

    async def close(self) -> None: ...


class TargetRefused(OSError):
    """The name means an address to which nothing may be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What is allowed. networks: besides public addresses; insecure: whether these may go without TLS."""

    networks: Sequence[Network] = ()
    insecure: bool = False

    def checked(self, url: str, *, field: str) -> str:
        """The address as it is kept. Raises BadInput naming the field."""
        try:
            parsed = URL(url)
            port = parsed.port
        except ValueError:
            raise BadInput("is not a URL", field=field) from None
        if len(url) > _LONGEST or not parsed.host or parsed.scheme not in {"http", "https"} or port is None:
            raise BadInput("should be a URL such as https://partner.example/events", field=field)
        if parsed.user is not None or parsed.password is not None or parsed.fragment:
            raise BadInput("should have no user, password or fragment", field=field)
        if parsed.scheme == "http" and not self.insecure:
            raise BadInput("should begin with https://", field=field)
        literal = _literal(parsed.host)
        if literal is not None and not self.allows(literal):
            raise BadInput("names an address to which nothing is sent", field=field)
        return str(parsed)

    def allows(self, address: Address) -> bool:
        """Whether something may be sent there."""
        plain = _plain(address)
        if any(plain in network for network in self.networks if network.version == plain.version):
            return True
        if isinstance(plain, IPv6Address) and any(plain in network for network in _TRANSLATED):
            return False
        return plain.is_global and not plain.is_multicast


class GuardedResolver(AbstractResolver):
    """Leaves of each name the allowed addresses alone; the connection goes to one of these."""

    def __init__(self, targets: Targets, lookup: Lookup) -> None:
        self._targets = targets
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._lookup.resolve(host, port, family)
        allowed = [each for each in found if self._targets.allows(ip_address(each["host"].partition("%")[0]))]
        if not allowed:
            raise TargetRefused("the name means no address to which something may be sent")
        return allowed

    async def close(self) -> None:
        await self._lookup.close()


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """An IPv4 address that is written as IPv6 is what it stands for."""
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
    return address
