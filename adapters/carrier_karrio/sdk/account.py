"""One account with one carrier. Everything here blocks: it runs in threads."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from threading import Lock
from typing import TypeVar

from adapters.carrier_karrio.sdk.answers import Reply
from adapters.carrier_karrio.sdk.line import Kept, Way, over
from adapters.carrier_karrio.sdk.loading import load
from adapters.carrier_karrio.sdk.speech import Speech, Spoken, short
from adapters.carrier_karrio.sdk.words import Words, tables_of, words_of
from domain.errors import BackendError, BackendRefused, ReplyInvalid

T = TypeVar("T")


class Account:
    """Asks the carrier and parses what it says. The SDK is imported with the first call.

    server: the root of the carrier's addresses. fields: what the SDK wants to know of an account.
    """

    def __init__(self, instance: str, carrier: str, server: str, fields: Mapping[str, object]) -> None:
        self._instance = instance
        self._carrier = carrier
        self._server = server
        self._fields = fields
        self._held: Speech | None = None
        self._making = Lock()
        self._proving = Lock()

    def ask(self, numbers: Sequence[str], way: Way) -> list[Reply]:
        """What the carrier says of the numbers. Raises BackendError, and Spoken."""
        speech = self._speech()
        request = speech.request(numbers)
        with over(way), self._proving:  # one thread proves who we are, the others then find the token
            self._tried(way, lambda: speech.prove(request))
        return self._read(speech, request, numbers, way)

    def parse(self, number: str, text: str) -> list[Reply]:
        """A reply that was kept: what its carrier wrote when it was asked for this number."""
        speech = self._made(kept=True)
        request = speech.request([number])
        return self._read(speech, request, [number], Kept(text))

    def words(self) -> Words:
        """The carrier's codes in the SDK's words."""
        return words_of(tables_of(self._speech().sdk.codes))

    def forget(self) -> None:
        """Prove who we are anew at the next call."""
        with self._making:
            self._held = None

    def _read(self, speech: Speech, request: object, numbers: Sequence[str], way: Way) -> list[Reply]:
        with over(way):
            answered = self._tried(way, lambda: speech.asked(request))
        # No way is open any more: the parsers of some carriers would ask for more, such as signatures.
        return self._tried(way, lambda: speech.replies(answered, numbers))

    def _tried(self, way: Way, work: Callable[[], T]) -> T:
        try:
            done = work()
        except (BackendError, Spoken):
            raise
        except Exception as error:  # the SDK raises whatever its parts raise
            raise way.failure or self._not_understood(way, error) from error
        if way.failure is not None:  # the SDK went on without that answer
            raise way.failure
        return done

    def _not_understood(self, way: Way, error: Exception) -> BackendError:
        if way.status >= HTTPStatus.BAD_REQUEST:
            return BackendRefused("refused the request", backend=self._instance, cause=f"HTTP {way.status}")
        return ReplyInvalid("sent a reply that cannot be read", backend=self._instance, cause=short(error))

    def _speech(self) -> Speech:
        with self._making:
            self._held = self._held or self._made()
            return self._held

    def _made(self, *, kept: bool = False) -> Speech:
        try:
            return Speech(load(self._carrier), self._server, self._fields, kept=kept)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            raise BackendRefused(
                "cannot be asked with these settings", backend=self._instance, cause=short(error)
            ) from error
