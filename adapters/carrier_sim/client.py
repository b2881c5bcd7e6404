"""Batch reads of one instance."""

from collections.abc import Mapping, Sequence
from functools import partial

from adapters.carrier_sim import wire
from adapters.carrier_sim.mapping import subject, track
from adapters.carrier_sim.settings import CarrierSimSettings
from adapters.carrier_sim.webhook import CarrierWebhook
from adapters.manifest import Connection, Surroundings
from adapters.transport.answers import answering, each_answered
from adapters.transport.decode import RecordKind, RecordsRead, decode, mapped, read_records, unusable
from adapters.transport.http import HttpTransport
from domain.errors import BackendUnavailable
from domain.ports.backends import TRACKING
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.shipments import Track

TRACK_PATH = "/track"

_MOST_NUMBERS = 30
_UNTOLD = "results: a number is not answered for"
_BY_NUMBER = RecordKind(
    name=wire.KEY, key=lambda result: result.tracking_number, record=wire.RESULT, subject=subject
)


class CarrierSimClient:
    """Reads one instance. A fetch makes one call for all its keys and raises BackendError."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self._instance = transport.instance

    async def tracking(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Track] | Failed]:
        """By tracking number; the carrier says of each whether it knows it."""
        request = self._transport.post_json(TRACK_PATH, {"trackingNumbers": keys})
        body = await self._transport.send(request, demand)
        reply = decode(wire.REPLY, body, self._instance)
        read = read_records(reply.results, _BY_NUMBER, self._instance)
        unknown = {number for number, result in read.records if _is_unknown(result)}
        known = [(number, result) for number, result in read.records if number not in unknown]
        fetched_at = self._transport.clock.now()

        def answer(number: str, result: wire.Result) -> Found[Track] | Failed:
            if not result.found:
                return Failed(self._refusal(number, result))
            mapping = partial(
                track, answered_at=reply.answered_at, instance=self._instance, fetched_at=fetched_at
            )
            return mapped(result, mapping, self._instance, subject(number))

        # Each number is answered for, found or not: one that is not is not Missing.
        unnamed = read.unnamed or unusable(self._instance, _UNTOLD, _UNTOLD)
        return each_answered(keys, RecordsRead(known, read.failed, unnamed), answer, absent=unknown)

    def _refusal(self, number: str, result: wire.Result) -> BackendUnavailable:
        code = result.error.code if result.error else "no reason"
        return BackendUnavailable(f"did not answer for '{number[:40]}'", backend=self._instance, cause=code)


def connect(instance: str, settings: CarrierSimSettings, surroundings: Surroundings) -> Connection:
    """Connect one instance; nothing is sent before the first read."""
    credentials = {"x-api-key": settings.api_key.get_secret_value()}
    transport = HttpTransport(instance, settings, surroundings, headers=credentials)
    client = CarrierSimClient(transport)
    secrets = [secret.get_secret_value() for secret in settings.webhook_secrets]
    return Connection(
        instance=instance,
        offers=(TRACKING.by(answering(client.tracking, at_most=_MOST_NUMBERS)),),
        webhook=CarrierWebhook(instance, secrets),
        aclose=transport.aclose,
    )


def _is_unknown(result: wire.Result) -> bool:
    return not result.found and result.error is not None and result.error.code == "NOT_FOUND"
