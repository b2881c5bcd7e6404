"""Subscriptions over plain HTTP: where they begin, and answers of other operations in their clothes."""

from datetime import timedelta

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response

from domain.errors import Overloaded
from domain.log.cursors import LogCursor, log_cursor
from gateway.edge.streams.encodings import Encoding
from gateway.edge.streams.holders import Pass
from gateway.edge.streams.http_stream import Beginning, HttpStream
from gateway.edge.streams.operations import Opened
from gateway.edge.streams.shared import Streams
from gateway.execution.answers import Answer
from gateway.execution.operations import Asker, Operation
from gateway.identity.credentials import shown
from gateway.live.words import Item

_LAST = "Last-Event-ID"
_PAUSE = timedelta(seconds=5)


class HttpStreams:
    """Begins them, within the bounds that all open connections share."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    async def begun(
        self, operation: Operation, asker: Asker, encoding: Encoding, headers: Headers
    ) -> HttpStream | Answer:
        """The response that stays open, or why there is none. Raises Overloaded, BadInput, StoreUnavailable.

        The header Last-Event-ID, which a browser sends when it comes back, counts before the operation's own
        `after`.
        """
        streams, partner = self._streams, asker.principal.partner
        if streams.full(encoding.transport) or streams.holders.of(partner) >= streams.bounds.of_partner:
            raise Overloaded("There are too many open streams", retry_after=_PAUSE)
        after = _after(headers)
        live = await streams.operations.again(operation, asker.principal, asker.correlation_id)
        if isinstance(live, Answer):
            return live
        credential = shown(headers)
        held = Pass(credential, asker.principal, streams.holders.authenticator.expires(credential))
        return HttpStream(
            streams, Beginning(Opened(operation, live), held, encoding, asker.correlation_id, after)
        )


def single(encoding: Encoding, answer: Answer, headers: dict[str, str]) -> Response:
    """An answer that is whole at once, for a client that takes nothing but a stream."""
    body = encoding.item(Item(orjson.dumps(answer.body()))) + encoding.end(complete=True)
    return Response(body, headers={**headers, **encoding.headers})


def _after(headers: Headers) -> LogCursor | None:
    given = headers.get(_LAST)
    return log_cursor(given, field=_LAST) if given else None
