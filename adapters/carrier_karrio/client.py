"""Batch reads of one account with one carrier."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TypeAlias

from adapters.carrier_karrio.carriers import numbers_a_call
from adapters.carrier_karrio.mapping.refusals import outcome, refusal
from adapters.carrier_karrio.mapping.track import Mapped, subject, track
from adapters.carrier_karrio.sdk import installed
from adapters.carrier_karrio.sdk.account import Account
from adapters.carrier_karrio.sdk.answers import Reply
from adapters.carrier_karrio.sdk.line import Line
from adapters.carrier_karrio.sdk.speech import Spoken
from adapters.carrier_karrio.sdk.words import Words
from adapters.carrier_karrio.settings import CarrierKarrioSettings
from adapters.carrier_karrio.threads import Threads
from adapters.manifest import Connection, Surroundings
from adapters.transport.answers import answering
from adapters.transport.decode import mapped, unusable
from adapters.transport.http import HttpTransport
from domain.errors import BackendRefused, ConfigInvalid, ReplyInvalid
from domain.ports.backends import TRACKING
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing
from domain.shipments import Track

Answer: TypeAlias = Found[Track] | Missing | Failed

_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""What can stand in the address of a request: no carrier has other numbers."""


class CarrierKarrioClient:
    """Reads one instance. A fetch makes one call for all its keys and raises BackendError."""

    def __init__(self, settings: CarrierKarrioSettings, transport: HttpTransport) -> None:
        self.threads = Threads(transport.instance, settings.threads)
        self._settings = settings
        self._transport = transport
        self._instance = transport.instance
        server = str(settings.base_url).rstrip("/")
        self._account = Account(self._instance, settings.carrier, server, settings.account())

    async def tracking(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Track] | Failed]:
        """By tracking number; the carrier says of each whether it knows it."""
        numbers = [key for key in keys if _NUMBER.fullmatch(key)]
        if not numbers:
            return {}
        line = Line(self._transport, demand)
        left = demand.deadline - self._transport.clock.monotonic()
        try:
            replies, words = await self.threads.run(lambda: self._asked(numbers, line), left)
        except Spoken as error:
            raise refusal(error.messages[0], self._instance) from error
        except BackendRefused:
            self._account.forget()
            raise
        finally:
            line.hang_up()
        answers = {number: self._answer(number, numbers, replies, words) for number in numbers}
        if line.status >= HTTPStatus.BAD_REQUEST:
            answers = {number: self._refused(answer, line.status) for number, answer in answers.items()}
        return {number: answer for number, answer in answers.items() if not isinstance(answer, Missing)}

    def _refused(self, answer: Answer, status: int) -> Answer:
        """What cannot be read of a refusal is a refusal all the same."""
        if not isinstance(answer, Failed) or not isinstance(answer.error, ReplyInvalid):
            return answer
        return Failed(BackendRefused("refused the request", backend=self._instance, cause=f"HTTP {status}"))

    def _asked(self, numbers: Sequence[str], line: Line) -> tuple[list[Reply], Words]:
        return self._account.ask(numbers, line), self._account.words()

    def _answer(self, number: str, numbers: Sequence[str], replies: Sequence[Reply], words: Words) -> Answer:
        own = [reply for reply in replies if _is_of(reply, number, numbers)]
        found = next((reply for reply in own if reply.tracks), None)
        if found is not None:
            return mapped(
                found, lambda reply: self._track(reply, number, words), self._instance, subject(number)
            )
        broken = next((reply.broken for reply in own if reply.broken), "")
        if broken:
            return unusable(self._instance, broken, broken.partition(":")[0], subject(number))
        messages = [
            message
            for reply in own
            for message in reply.messages
            if reply.number or _concerns(message.number, message.text, number, numbers)
        ]
        return outcome(self._settings.carrier, messages, self._instance)

    def _track(self, reply: Reply, number: str, words: Words) -> Found[Track]:
        settings = self._settings
        how = Mapped(
            instance=self._instance,
            carrier=settings.carrier,
            code=settings.carrier_code or settings.carrier.upper(),
            words=words,
            zones=settings.zones,
        )
        return track(reply, number, how, self._transport.clock.now())


def connect(instance: str, settings: CarrierKarrioSettings, surroundings: Surroundings) -> Connection:
    """Connect one instance. Nothing is imported or sent before the first read. Raises ConfigInvalid."""
    missing = installed.lacking(settings.carrier)
    if missing:
        raise ConfigInvalid(f"'{settings.carrier}' {missing}", place=f"instances.{instance}.carrier")
    transport = HttpTransport(instance, settings, surroundings)
    client = CarrierKarrioClient(settings, transport)

    async def aclose() -> None:
        client.threads.close()
        await transport.aclose()

    return Connection(
        instance=instance,
        offers=(TRACKING.by(answering(client.tracking, at_most=numbers_a_call(settings.carrier))),),
        aclose=aclose,
    )


def _is_of(reply: Reply, number: str, numbers: Sequence[str]) -> bool:
    """Whether a part of a reply is a number's own, or nobody's by name and so perhaps its."""
    named = _plain(reply.number)
    return named == _plain(number) or named not in map(_plain, numbers)


def _concerns(named: str, text: str, number: str, numbers: Sequence[str]) -> bool:
    """Whether a message is about a number: by name, by its words, or because it names none of ours."""
    others = [other for other in numbers if other != number]
    if named in numbers:
        return named == number
    return number in text or not any(other in text for other in others)


def _plain(number: str) -> str:
    return number.replace(" ", "").upper()
