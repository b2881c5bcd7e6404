"""The SDK's parts for one account: settings, mapper and proxy. They are untyped, hence every Any here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import msgspec

from adapters.carrier_karrio.sdk import plain
from adapters.carrier_karrio.sdk.answers import Message, Reply
from adapters.carrier_karrio.sdk.loading import Sdk
from adapters.carrier_karrio.sdk.splitting import asked_first, parts
from adapters.reading.xml_records import read_xml, undeclared

_LONGEST = 200


class Spoken(Exception):
    """The carrier did not get as far as an answer, and said why."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__(messages[0].code if messages else "")
        self.messages = tuple(messages)


class _Deaf:
    """Stands where the SDK would keep every request and reply, with credentials and names."""

    context: Mapping[str, str] = {}

    def with_metadata(self, _: object) -> Callable[..., None]:
        return lambda *_args, **_more: None


class _NeedsNoToken:
    """Stands where the SDK keeps tokens, for replies that were kept: nobody has to be asked for one."""

    def thread_safe(self, **_: object) -> Self:
        return self

    def get_state(self) -> str:
        return "kept"

    get_token = get_state


class Speech:
    """Asks and parses. Whatever the SDK raises comes out as it is, but for what the carrier says."""

    def __init__(self, sdk: Sdk, server: str, fields: Mapping[str, object], *, kept: bool = False) -> None:
        self.sdk = sdk
        kind = sdk.carrier.Settings
        addressed = type(kind.__name__, (kind,), {"server_url": property(lambda _: server)})
        settings = addressed(**fields)
        settings.cache = _NeedsNoToken() if kept else sdk.library.Cache()
        settings.tracer = _Deaf()
        self._carrier = str(settings.carrier_name)
        self._mapper = sdk.carrier.Mapper(settings)
        self._proxy = sdk.carrier.Proxy(settings)

    def request(self, numbers: Sequence[str]) -> Any:  # noqa: ANN401 - the SDK's
        """What is sent for these numbers."""
        asked = self.sdk.models.TrackingRequest(tracking_numbers=list(numbers))
        return self._mapper.create_tracking_request(asked)

    def prove(self, request: Any) -> None:  # noqa: ANN401 - the SDK's
        """Get a token where the carrier wants one and none is held. Raises Spoken."""
        with self._spoken():
            try:
                self._proxy.authenticate(request)
            except self.sdk.errors.MethodNotSupportedError:
                return  # it wants the credentials with every request

    def asked(self, request: Any) -> Any:  # noqa: ANN401 - the SDK's
        """The carrier's answer, unparsed. Raises Spoken."""
        with self._spoken():
            return self._proxy.get_tracking(request)

    def replies(self, answered: Any, numbers: Sequence[str]) -> list[Reply]:  # noqa: ANN401 - the SDK's
        """What the SDK's parser makes of an answer for these numbers, each by itself."""
        only = numbers[0] if len(numbers) == 1 else ""
        return [
            self._parsed(number or only, text, type(answered)(value, answered._deserializer, answered.ctx))  # noqa: SLF001 - one part of it is parsed as the whole would be
            for number, text, value in self._pieces(answered.value)
        ]

    def _pieces(self, value: object) -> Iterator[tuple[str, str, object]]:
        """Number, text and the SDK's form of each part of an answer."""
        if isinstance(value, list):
            for each in value:
                if not isinstance(each, tuple):
                    text = _as_text(each)
                    yield "", text, [text, ""] if _is_xml(text) else [each]  # one alone loses its root
                    continue
                number = str(each[0])
                text = asked_first(self._carrier, number, _as_text(each[1]))
                yield number, text, [(number, text)]
        elif isinstance(value, str):
            yield from ((number, text, text) for number, text in parts(self._carrier, value))
        else:
            yield "", _as_text(value), value

    def _parsed(self, number: str, text: str, answered: object) -> Reply:
        try:
            if _is_xml(text):
                read_xml(undeclared(text))  # the SDK takes what is broken for HTML, and loses half of it
            details, messages = self._mapper.parse_tracking_response(answered)
        except Exception as error:  # noqa: BLE001 - the SDK raises whatever its parts raise
            return Reply(number, text, broken=short(error))
        tracks = tuple(plain.track(detail) for detail in details if detail is not None)
        return Reply(number, text, tracks, tuple(map(plain.message, messages)))

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        try:
            yield
        except self.sdk.errors.ParsedMessagesError as error:
            raise Spoken([plain.message(each) for each in error.messages]) from error


def short(error: Exception) -> str:
    """What an error of the SDK says, for the log."""
    return f"{type(error).__name__}: {error}"[:_LONGEST]


def _is_xml(text: str) -> bool:
    return text.lstrip().startswith("<")


def _as_text(body: object) -> str:
    return body if isinstance(body, str) else msgspec.json.encode(body, enc_hook=repr).decode()
