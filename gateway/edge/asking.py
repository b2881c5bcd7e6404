"""Who sends a request, and what whoever may not send one is told."""

import asyncio
import math
from datetime import timedelta

import structlog
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Suspended, Unauthenticated
from domain.partners import Principal
from gateway.edge.access import note_partner
from gateway.edge.graphql_responses import encoded
from gateway.execution.answers import refusal
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import API_KEY_HEADER, shown
from gateway.identity.issuer_keys import IssuerUnavailable

_log = structlog.get_logger(__name__)
_PAUSE = timedelta(seconds=1)
_CHALLENGE = 'Bearer realm="ordergraph"'


async def who_asks(request: Request, authenticator: Authenticator, seconds: float) -> Principal:
    """Whom the request's credential stands for, said within so many seconds.

    Raises Unauthenticated, Suspended or IssuerUnavailable, which `turned_away` answers.
    """
    credential = shown(request.headers)
    known = authenticator.peek(credential)
    if known is None:
        try:
            async with asyncio.timeout(seconds):
                known = await authenticator.principal(credential)
        except TimeoutError:
            raise IssuerUnavailable(
                "The token can't be checked in time: its issuer does not answer", retry_after=_PAUSE
            ) from None
    note_partner(request.scope, known.partner)
    return known


def turned_away(
    error: Unauthenticated | Suspended | IssuerUnavailable, request: Request, media_type: str
) -> Response:
    """The answer to who is not known (401), gets nothing (403), or cannot be checked now (503)."""
    _log.info("request_turned_away", code=error.code, reason=error.public, cause=error.cause)
    match error:
        case Unauthenticated():
            return encoded(refusal(error), 401, media_type, {"www-authenticate": _challenge(request)})
        case Suspended():
            note_partner(request.scope, error.cause)
            return encoded(refusal(error), 403, media_type)
        case IssuerUnavailable():
            seconds = math.ceil((error.retry_after or _PAUSE).total_seconds())
            return encoded(refusal(error), 503, media_type, {"retry-after": str(seconds)})


def _challenge(request: Request) -> str:
    """RFC 6750: an error only where there was a credential."""
    given = "authorization" in request.headers or API_KEY_HEADER in request.headers
    return f'{_CHALLENGE}, error="invalid_token"' if given else _CHALLENGE
