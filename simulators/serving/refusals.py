"""What a system does not answer, and how it says so in its own form."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

# Writes a refusal in a system's own form: (HTTP status, its headers) -> answer.
Refuse = Callable[[int, dict[str, str]], Response]
# Writes any error in that form: (HTTP status, code, text, its headers) -> answer.
Write = Callable[[int, str, str, dict[str, str]], Response]
Handler = Callable[[Request, Exception], Awaitable[Response]]


class Refusal(Exception):
    """A request that a system refuses: HTTP status, code and text, written in the system's own form."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.text = text


def handlers(refuse: Refuse, write: Write) -> Mapping[type[Exception], Handler]:
    """Give an application's exception handlers: a refusal says why, whatever has no route is a 404."""

    async def refused(_request: Request, error: Exception) -> Response:
        if isinstance(error, Refusal):
            return write(error.status, error.code, error.text, {})
        return refuse(404, {})

    return {Refusal: refused, HTTPException: refused}
