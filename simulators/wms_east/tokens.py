"""The east WMS's own bearer tokens: client credentials in, an opaque token that expires out."""

import secrets
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse

from simulators.serving.credentials import Credentials, basic

CLIENT = Credentials("ordergraph", "east-demo-secret")
_LIFETIME = 900


class Tokens:
    """The tokens that were given out; `real` measures their lifetime in real seconds."""

    def __init__(self, real: Callable[[], float]) -> None:
        self.lifetime: float = _LIFETIME
        self._real = real
        self._until: dict[str, float] = {}

    def allowed(self, headers: Headers) -> bool:
        """Say whether a request shows a token that still holds."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._until.get(token, 0.0) > self._real()

    async def give(self, request: Request) -> JSONResponse:
        form = await request.form()
        client = basic(request.headers) or (form.get("client_id"), form.get("client_secret"))
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if client != CLIENT:
            return JSONResponse({"error": "invalid_client"}, 401)
        now = self._real()
        self._until = {token: until for token, until in self._until.items() if until > now}
        token = f"wt_{secrets.token_urlsafe(24)}"
        self._until[token] = now + self.lifetime
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": int(self.lifetime)})
