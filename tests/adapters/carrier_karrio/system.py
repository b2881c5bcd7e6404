"""Two carriers in this process, made up: they hand out tokens and answer for the numbers that they know."""

import base64
import re
from collections.abc import Callable, Mapping

import httpx
import msgspec

from tests.adapters.carrier_karrio import replies as r
from tests.adapters.carrier_karrio.accounts import ACCOUNTS

FEDEX_TOKEN, UPS_TOKEN = "/oauth/token", "/security/v1/oauth/token"


class Carrier(httpx.AsyncBaseTransport):
    """Answers for `known` numbers by what is written there. Tokens are numbered and can be revoked."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self.known = known
        self.requests: list[httpx.Request] = []
        self.tokens = 0
        self.revoked: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        status, body = self._answer(request)
        return httpx.Response(status, text=body, request=request)

    def asked(self, path: str) -> int:
        """How often something below a path was asked for."""
        return sum(request.url.path.startswith(path) for request in self.requests)

    def _answer(self, request: httpx.Request) -> tuple[int, str]:
        if request.url.path in {FEDEX_TOKEN, UPS_TOKEN}:
            return self._token(request)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not bearer.startswith("token-") or bearer in self.revoked:
            return 401, '{"errors": [{"code": "NOT.AUTHORIZED.ERROR", "message": "Access token expired"}]}'
        if request.url.path == "/track/v1/trackingnumbers":
            return 200, self._fedex(request)
        return self._ups(request)

    def _token(self, request: httpx.Request) -> tuple[int, str]:
        proofs = {UPS_TOKEN: _basic("ups"), FEDEX_TOKEN: b"client_secret=fedex-secret"}
        shown = request.headers.get("authorization", "").encode() + request.content
        if proofs[request.url.path] not in shown:
            return 400, '{"errors": [{"code": "LOGIN", "message": "Invalid credentials"}]}'
        self.tokens += 1
        return 200, r.as_json(
            {"access_token": f"token-{self.tokens}", "expires_in": "14399", "issued_at": "4000000000000"}
        )

    def _fedex(self, request: httpx.Request) -> str:
        asked = msgspec.json.decode(request.content)["trackingInfo"]
        numbers = [each["trackingNumberInfo"]["trackingNumber"] for each in asked]
        told = [self.known.get(number, r.fedex_unknown(number)) for number in numbers]
        return r.as_json({"output": {"completeTrackResults": told}})

    def _ups(self, request: httpx.Request) -> tuple[int, str]:
        (number,) = re.findall(r"^/api/track/v1/details/([^/]+)$", request.url.path)
        if number not in self.known:
            return (
                404,
                '{"response": {"errors": [{"code": "TW0001", "message": "Tracking Information Not Found"}]}}',
            )
        return 200, str(self.known[number])


class Failing(httpx.AsyncBaseTransport):
    """Gives tokens, and whatever a test wants for everything else."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._carrier = Carrier({})
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path in {FEDEX_TOKEN, UPS_TOKEN}:
            return await self._carrier.handle_async_request(request)
        return self._answer(request)


def _basic(carrier: str) -> bytes:
    account = ACCOUNTS[carrier]
    return base64.b64encode(f"{account['client_id']}:{account['client_secret']}".encode())
