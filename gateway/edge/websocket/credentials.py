"""Who opens a connection, and how it goes on when the credential ends.

A program shows its credential in the handshake's headers. A browser cannot: there it stands in the payload of
`connection_init`, under the same names, and it counts before that of the headers. Before it ends, another
one for the same partner and person takes its place in the payload of a `ping`.
"""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers

from domain.errors import Unauthenticated
from gateway.edge.streams.holders import Pass
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import API_KEY_HEADER, shown

_NAMES = frozenset({"authorization", API_KEY_HEADER})


def brings_credential(payload: Mapping[str, object] | None) -> bool:
    """Whether a payload holds one, whatever it is worth."""
    return any(name.lower() in _NAMES for name in payload or {})


def credential_in(payload: Mapping[str, object] | None) -> Headers | None:
    """The credential of a payload, as headers would have it; None where there is none.

    Raises Unauthenticated for what is no text that a header could hold.
    """
    given = {name.lower(): value for name, value in (payload or {}).items() if name.lower() in _NAMES}
    texts = {name: value for name, value in given.items() if isinstance(value, str) and value.isascii()}
    if len(texts) < len(given):
        raise Unauthenticated("The credential in the payload should be a text in ASCII")
    return Headers(texts) if texts else None


async def passed(
    headers: Headers, authenticator: Authenticator, within: float, before: Pass | None = None
) -> Pass:
    """Whom a credential stands for, said within so many seconds. before: in whose place it comes.

    Raises Unauthenticated, Suspended, IssuerUnavailable and TimeoutError.
    """
    credential = shown(headers)
    principal = authenticator.peek(credential)
    if principal is None:
        async with asyncio.timeout(within):
            principal = await authenticator.principal(credential)
    if before is not None and (principal.partner, principal.person) != (
        before.principal.partner,
        before.principal.person,
    ):
        raise Unauthenticated("Another partner or person needs a connection of its own")
    return Pass(credential, principal, authenticator.expires(credential))
