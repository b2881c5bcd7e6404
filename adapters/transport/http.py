"""One HTTP client for an instance: deadlines from the demand, bounded replies, our errors."""

import asyncio
from collections.abc import Mapping
from secrets import token_hex

import httpx
import msgspec

from adapters.manifest import InstanceSettings, Surroundings
from adapters.transport.errors import foreign_errors, refused
from domain.errors import BackendTimeout, ReplyInvalid
from domain.ports.demand import Demand

_TRACE_ID_DIGITS = 32
_JSON = {"content-type": "application/json", "accept": "application/json"}


class HttpTransport:
    """Sends requests to one instance. Redirects are off; credentials come as httpx.Auth or headers.

    Every method raises BackendError and nothing else for what goes wrong on the way.
    """

    def __init__(
        self,
        instance: str,
        settings: InstanceSettings,
        surroundings: Surroundings,
        *,
        headers: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
    ) -> None:
        self.instance = instance
        self.clock = surroundings.clock
        self._timeout = settings.timeout.total_seconds()
        self._max_bytes = settings.max_reply_bytes
        self._client = httpx.AsyncClient(
            base_url=str(settings.base_url),
            headers={"user-agent": "OrderGraph", **(headers or {})},
            auth=auth,
            transport=surroundings.network,
            limits=httpx.Limits(max_connections=settings.connections),
            timeout=httpx.Timeout(self._timeout),
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, request: httpx.Request, demand: Demand) -> bytes:
        """Send one request within the demand's deadline; give the body of a 2xx answer."""
        response = await self.exchange(request, demand)
        error = refused(response, self.instance, self.clock.now())
        if error is not None:
            raise error
        return response.content

    async def exchange(self, request: httpx.Request, demand: Demand) -> httpx.Response:
        """Send one request and give its answer, read whole, whatever its status."""
        left = min(demand.deadline - self.clock.monotonic(), self._timeout)
        if left <= 0:
            raise BackendTimeout("was not asked: the deadline has passed", backend=self.instance)
        request.headers.update(trace_headers(demand))
        try:
            async with asyncio.timeout(left):
                with foreign_errors(self.instance):
                    return await self._bounded(request)
        except TimeoutError as error:
            raise BackendTimeout("did not answer in time", backend=self.instance) from error

    def get(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Request:
        """A GET request below the instance's base URL."""
        return self._client.build_request("GET", path, params=params)

    def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Request:
        """A POST request below the instance's base URL."""
        return self._client.build_request("POST", path, content=content, headers=headers)

    def post_json(self, path: str, document: object) -> httpx.Request:
        """A POST request that says a JSON document and asks for one."""
        return self.post(path, msgspec.json.encode(document), _JSON)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _bounded(self, request: httpx.Request) -> httpx.Response:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self._max_bytes:
                    message = f"sent more than {self._max_bytes} bytes"
                    raise ReplyInvalid(message, backend=self.instance)
        finally:
            await response.aclose()
        headers = [(k, v) for k, v in response.headers.multi_items() if k.lower() != "content-encoding"]
        return httpx.Response(response.status_code, headers=headers, content=bytes(body), request=request)


def trace_headers(demand: Demand) -> dict[str, str]:
    """W3C Trace Context: the request's trace id with a span of its own for each call."""
    if len(demand.correlation_id) != _TRACE_ID_DIGITS:
        return {}
    return {"traceparent": f"00-{demand.correlation_id}-{token_hex(8)}-01"}
