"""OAuth client credentials: one token for all calls, renewed by one caller at a time."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import httpx

from adapters.transport.decode import decode
from adapters.transport.errors import refused
from adapters.transport.http import HttpTransport
from adapters.wms_east import wire
from domain.budgets import Operation
from domain.errors import BackendTimeout
from domain.ports.demand import Demand

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path, not a secret

_FORM = {"content-type": "application/x-www-form-urlencoded"}
_LONGEST_MARGIN = timedelta(seconds=30).total_seconds()
_MARGIN_SHARE = 0.1


class Authorized:
    """Sends requests with a token, which is fetched when needed and kept until shortly before its end."""

    def __init__(self, transport: HttpTransport, client_id: str, client_secret: str) -> None:
        self._transport = transport
        self._form = urlencode(
            {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        ).encode()
        self._token = ""
        self._good_until = 0.0
        self._renewing = asyncio.Lock()

    async def send(self, request: httpx.Request, demand: Demand) -> bytes:
        """Send within the deadline; a token that is refused is replaced once. Raises BackendError."""
        token = await self._valid_token(demand)
        response = await self._exchange(request, token, demand)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            token = await self._valid_token(demand, instead_of=token)
            response = await self._exchange(request, token, demand)
        error = refused(response, self._transport.instance, self._transport.clock.now())
        if error is not None:
            raise error
        return response.content

    async def _exchange(self, request: httpx.Request, token: str, demand: Demand) -> httpx.Response:
        request.headers["authorization"] = f"Bearer {token}"
        return await self._transport.exchange(request, demand)

    async def _valid_token(self, demand: Demand, instead_of: str = "") -> str:
        if self._is_valid(instead_of):
            return self._token
        left = demand.deadline - self._transport.clock.monotonic()
        try:
            async with asyncio.timeout(left), self._renewing:
                if not self._is_valid(instead_of):
                    await self._renew(demand)
        except TimeoutError as error:
            raise BackendTimeout("gave no token in time", backend=self._transport.instance) from error
        return self._token

    def _is_valid(self, instead_of: str) -> bool:
        """Whether the token is good for a call; one that another caller renewed meanwhile is."""
        return self._token != instead_of and self._transport.clock.monotonic() < self._good_until

    async def _renew(self, demand: Demand) -> None:
        asked_at = self._transport.clock.monotonic()
        request = self._transport.post(TOKEN_PATH, self._form, _FORM)
        body = await self._transport.send(request, demand, Operation.SIGN_IN)
        token = decode(wire.TOKEN, body, self._transport.instance)
        margin = min(_LONGEST_MARGIN, token.expires_in * _MARGIN_SHARE)
        self._token = token.access_token
        self._good_until = asked_at + token.expires_in - margin
