"""Being let in, and staying in: what `connection_init` and a `ping` with a credential lead to."""

from collections.abc import Mapping
from typing import Protocol

from starlette.datastructures import Headers

from domain.errors import Suspended, Unauthenticated
from domain.partners import Principal
from gateway.edge.streams.holders import Holder, Holders, Pass
from gateway.edge.websocket.closing import FORBIDDEN, TRY_LATER, UNAUTHORIZED, Closing
from gateway.edge.websocket.credentials import credential_in, passed
from gateway.identity.issuer_keys import IssuerUnavailable

_NOT_NOW = "The credential cannot be checked now"


class Entered(Holder, Protocol):
    """Who comes in."""

    held: Pass


async def let_in(
    payload: Mapping[str, object] | None, headers: Headers, holders: Holders, *, within: float, most: int
) -> Pass:
    """Whom a payload, else the handshake, stands for. most: connections of one partner. Raises Closing."""
    try:
        held = await passed(credential_in(payload) or headers, holders.authenticator, within)
    except Unauthenticated as error:
        raise Closing(UNAUTHORIZED, error.public) from None
    except Suspended:
        raise Closing(FORBIDDEN, "Forbidden") from None
    except (IssuerUnavailable, TimeoutError):
        raise Closing(TRY_LATER, _NOT_NOW) from None
    if holders.leaving or holders.of(held.principal.partner) >= most:
        raise Closing(TRY_LATER, "Too many connections of this partner")
    return held


async def renewed(
    payload: Mapping[str, object], holder: Entered, holders: Holders, *, within: float
) -> dict[str, object]:
    """Take another credential in the place of the one before; what is told of it.

    What is open goes on, under the rights of this moment. What cannot be taken changes nothing.
    """
    try:
        headers = credential_in(payload) or Headers({})
        held = await passed(headers, holders.authenticator, within, holder.held)
    except (Unauthenticated, Suspended, IssuerUnavailable) as error:
        return {"renewed": False, "reason": error.public}
    except TimeoutError:
        return {"renewed": False, "reason": _NOT_NOW}
    before: Principal = holder.held.principal
    holder.held = held
    holders.renewed(holder)
    if before != held.principal:
        holder.granted(held.principal)
    return {"renewed": True}
