"""With which codes a connection is closed, and the reasons that go with them."""

from collections.abc import Mapping

from gateway.live.words import End

RESTART = 1012
TRY_LATER = 1013
BAD_MESSAGE = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
NO_SUBPROTOCOL = 4406
INIT_TIMEOUT = 4408
ID_TAKEN = 4409
TOO_MANY_INITS = 4429
FAULT = 4500

_LONGEST = 123
"""Bytes: a control frame has no room for more."""


class Closing(Exception):
    """The connection cannot go on. code: of RFC 6455, or of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def fitting(reason: str) -> str:
    """As much of a reason as a frame has room for."""
    return reason.encode()[:_LONGEST].decode(errors="ignore")


OF_END: Mapping[End, tuple[int, str]] = {
    End.EXPIRED: (UNAUTHORIZED, "token expired"),
    End.SUSPENDED: (FORBIDDEN, "Forbidden"),
    End.LEAVING: (RESTART, "Service restart"),
}
"""How the end of all streams of a connection is told."""
