"""One HTTP client for an instance: deadlines from the demand, bounded replies, our errors."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from secrets import token_hex

import httpx

from adapters.manifest import InstanceSettings, Surroundings
from adapters.transport.bodies import read_whole
from adapters.transport.errors import foreign_errors, refused
from adapters.transport.requests import Requests
from domain.budgets import Operation
from domain.errors import BackendError, BackendTimeout
from domain.ports.demand import Demand
from domain.ports.limits import Call

_TRACE_ID_DIGITS = 32


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
        requests = Requests(str(settings.base_url), headers or {})
        self.get, self.post, self.post_json = requests.get, requests.post, requests.post_json
        self._auth = auth or requests.auth
        self._timeout = settings.timeout.total_seconds()
        self._max_bytes = settings.max_reply_bytes
        self._guard = surroundings.guard_of(instance) if surroundings.guard_of else None
        self._network = surroundings.network or surroundings.pools.joined(
            requests.url,
            connections=settings.connections,
            http2=settings.http2,
            trust=surroundings.trust_of(instance) if surroundings.trust_of else None,
        )

    async def send(
        self, request: httpx.Request, demand: Demand, operation: Operation = Operation.READ
    ) -> bytes:
        """Send one request within the demand's deadline; give the body of a 2xx answer."""
        response = await self.exchange(request, demand, operation)
        error = self._refused(response)
        if error is not None:
            raise error
        return response.content

    async def exchange(
        self,
        request: httpx.Request,
        demand: Demand,
        operation: Operation = Operation.READ,
        judged: Callable[[httpx.Response], BackendError | None] | None = None,
    ) -> httpx.Response:
        """Send one request and give its answer, read whole, whatever its status.

        judged: what an answer means, where its status does not say it. An answer that means that another
        attempt may help is asked for again, within the deadline; the last one is given.
        """
        left = min(demand.deadline - self.clock.monotonic(), self._timeout)
        if left <= 0:
            raise BackendTimeout("was not asked: the deadline has passed", backend=self.instance)
        attempt = partial(self._traced, request, demand)
        if self._guard is None:
            return await attempt(left)
        call = Call(instance=self.instance, demand=demand, operation=operation, timeout=self._timeout)
        return await self._guard.call(call, attempt, judged or self._refused)

    async def aclose(self) -> None:
        """Close the connections that nobody else uses."""
        if self._guard is not None:
            await self._guard.aclose()
        await self._network.aclose()

    def _refused(self, response: httpx.Response) -> BackendError | None:
        return refused(response, self.instance, self.clock.now())

    async def _traced(self, request: httpx.Request, demand: Demand, seconds: float) -> httpx.Response:
        """One attempt, which is a span of its own in the trace of the demand."""
        for name, value in trace_headers(demand).items():
            request.headers[name] = value
        return await self._attempt(request, seconds)

    async def _attempt(self, request: httpx.Request, seconds: float) -> httpx.Response:
        """Send it once, with what its authentication asks for. Raises BackendError."""
        try:
            async with asyncio.timeout(seconds):
                with foreign_errors(self.instance):
                    if self._auth is None:
                        return await self._answered(request)
                    return await self._authenticated(request, self._auth)
        except TimeoutError as error:
            raise BackendTimeout("did not answer in time", backend=self.instance) from error

    async def _authenticated(self, request: httpx.Request, auth: httpx.Auth) -> httpx.Response:
        flow = auth.async_auth_flow(request)
        response = await self._answered(await anext(flow))
        try:
            while True:
                response = await self._answered(await flow.asend(response))
        except StopAsyncIteration:
            return response
        finally:
            await flow.aclose()

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        """The answer, read whole and unpacked."""
        response = await self._network.handle_async_request(request)
        whole = await read_whole(response, self._max_bytes, self.instance)
        whole.request = request
        return whole


def trace_headers(demand: Demand) -> dict[str, str]:
    """W3C Trace Context: the request's trace id with a new span."""
    if len(demand.correlation_id) != _TRACE_ID_DIGITS:
        return {}
    return {"traceparent": f"00-{demand.correlation_id}-{token_hex(8)}-01"}
