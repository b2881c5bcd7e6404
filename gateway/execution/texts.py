"""Which text a request means: the one that it brings, or one that is known by its hash or its id.

Whatever it is, it goes the way of every document afterwards, with all its limits.
"""

import sys
from collections import OrderedDict

from domain.errors import BadInput
from gateway.execution.answers import Answer, Outcome
from gateway.execution.operations import GraphQLRequest
from gateway.execution.trusted import Trusted, TrustedDocuments
from gateway.settings.documents import sha256_of
from resolvers.errors import with_code

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
HASH_MISMATCH = "PERSISTED_QUERY_HASH_MISMATCH"
UNKNOWN_ID = "DOCUMENT_NOT_FOUND"
NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"

_TRUST = "trusted_documents"
_ENTRY_BYTES = 300
"""About what the map and the hash of one text take."""


class Registered:
    """Texts by their SHA-256, the longest unused forgotten first. room: bytes of all together; 0: none."""

    def __init__(self, room: int) -> None:
        self.enabled = room > 0
        self._room = room
        self._texts: OrderedDict[str, str] = OrderedDict()

    def get(self, sha256: str) -> str | None:
        """The text of a hash, where it was registered and is not forgotten."""
        text = self._texts.get(sha256)
        if text is not None:
            self._texts.move_to_end(sha256)
        return text

    def put(self, sha256: str, text: str) -> None:
        """Remember a text, whose hash this must be."""
        if not self.enabled or sha256 in self._texts:
            return
        self._texts[sha256] = text
        self._room -= _size(text)
        while self._room < 0:
            _, forgotten = self._texts.popitem(last=False)
            self._room += _size(forgotten)


class Texts:
    """Finds the text that a request of a partner means.

    Automatic persisted queries are Apollo's protocol: a client sends the hash alone, is told that nobody
    knows it, and sends hash and text together.
    """

    def __init__(self, trusted: TrustedDocuments, registered: Registered) -> None:
        self._trusted = trusted
        self._registered = registered

    def of(self, request: GraphQLRequest, partner: str) -> str | Answer:
        """The text, or why there is none."""
        trusted = self._trusted.of(partner)
        if request.document is not None:
            return _sent(request.document, request.sha256, trusted)
        if request.document_id:
            return trusted.text(request.document_id) or _unknown(request.document_id)
        return trusted.text(request.sha256) or self._by_hash(request.sha256, trusted)

    def valid(self, request: GraphQLRequest) -> None:
        """The document of this request can be run: from now on its hash is enough."""
        if request.sha256 and request.document is not None:
            self._registered.put(request.sha256, request.document)

    def _by_hash(self, sha256: str, trusted: Trusted) -> str | Answer:
        if trusted.only:
            return _not_trusted()
        if not self._registered.enabled:
            return _told("PersistedQueryNotSupported", NOT_SUPPORTED)
        return self._registered.get(sha256) or _told("PersistedQueryNotFound", NOT_FOUND)


def _sent(text: str, sha256: str, trusted: Trusted) -> str | Answer:
    if sha256 and sha256_of(text) != sha256:
        message = "extensions.persistedQuery.sha256Hash is not the SHA-256 of the query"
        return Answer(outcome=Outcome.REFUSED, errors=[with_code(message, HASH_MISMATCH)])
    return _not_trusted() if trusted.only and text not in trusted.texts else text


def _told(message: str, code: str) -> Answer:
    """Clients know these messages to the letter, and that they come as other errors of a document do."""
    return Answer(outcome=Outcome.INVALID, errors=[with_code(message, code)])


def _unknown(document_id: str) -> Answer:
    error = BadInput(f"no document is known as '{document_id[:80]}'", field="documentId")
    return Answer(outcome=Outcome.REFUSED, errors=[with_code(error.public, UNKNOWN_ID)])


def _not_trusted() -> Answer:
    message = "Only trusted documents are run here, and this is none of them"
    return Answer(outcome=Outcome.REFUSED, errors=[with_code(message, NOT_TRUSTED)], limit=_TRUST)


def _size(text: str) -> int:
    return sys.getsizeof(text) + _ENTRY_BYTES
