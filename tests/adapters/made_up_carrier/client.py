"""Batch reads of one instance."""

from collections.abc import Mapping, Sequence

from adapters.manifest import Connection, InstanceSettings, Surroundings
from adapters.transport.answers import answering
from adapters.transport.http import HttpTransport
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.ports.backends import TRACKING
from domain.ports.demand import Demand
from domain.ports.reading import Found
from domain.shipments import Track

from .mapping import tracks


class PipesClient:
    """Reads one instance."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport

    async def tracking(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Track]]:
        """By tracking number, several with a `+` between them."""
        transport = self._transport
        body = await transport.send(transport.get("/scans", {"of": "+".join(keys)}), demand)
        try:
            return tracks(body.decode(), transport.instance, transport.clock.now())
        except (ImpossibleValue, ValueError) as error:
            raise ReplyInvalid(
                "sent lines that cannot be read", backend=transport.instance, path=str(error)
            ) from error


def connect(instance: str, settings: InstanceSettings, surroundings: Surroundings) -> Connection:
    """Connect one instance; nothing is sent before the first read."""
    transport = HttpTransport(instance, settings, surroundings)
    client = PipesClient(transport)
    return Connection(
        instance=instance,
        offers=(TRACKING.by(answering(client.tracking, at_most=20)),),
        aclose=transport.aclose,
    )
