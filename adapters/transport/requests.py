"""Building an instance's requests cheaply: its address and its headers are worked out once."""

from collections.abc import Mapping
from urllib.parse import urlencode

import httpx
import msgspec

from adapters.transport.unpacking import ACCEPTED

_JSON = {"content-type": "application/json", "accept": "application/json"}
_MOST_ADDRESSES = 256


class Requests:
    """Makes requests below a base URL. A name and password in it are for `auth`, not for the address."""

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        url = httpx.URL(base_url)
        self.auth = httpx.BasicAuth(url.username, url.password) if url.userinfo else None
        self.url = url.copy_with(username=None, password=None) if url.userinfo else url
        self._base = str(self.url).rstrip("/")
        host = self.url.netloc.decode()
        own = {"host": host, "accept": "*/*", "accept-encoding": ACCEPTED, "user-agent": "OrderGraph"}
        self._headers = httpx.Headers({**own, **headers})
        self._addresses: dict[str, httpx.URL] = {}

    def get(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Request:
        """A GET request below the base URL."""
        if not params:
            return self._request("GET", self._address(path), b"")
        return self._request("GET", httpx.URL(f"{self._below(path)}?{urlencode(params)}"), b"")

    def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Request:
        """A POST request below the base URL."""
        request = self._request("POST", self._address(path), content)
        request.headers["content-length"] = str(len(content))
        for name, value in headers.items():
            request.headers[name] = value
        return request

    def post_json(self, path: str, document: object) -> httpx.Request:
        """A POST request that says a JSON document and asks for one."""
        return self.post(path, msgspec.json.encode(document), _JSON)

    def _request(self, method: str, url: httpx.URL, content: bytes) -> httpx.Request:
        # Given as a stream: of what it is given as content, httpx works out each time what is known here.
        request = httpx.Request(method, url, headers=self._headers, stream=httpx.ByteStream(content))
        request.read()
        return request

    def _below(self, path: str) -> str:
        return f"{self._base}/{path.lstrip('/')}"

    def _address(self, path: str) -> httpx.URL:
        known = self._addresses.get(path)
        if known is not None:
            return known
        address = httpx.URL(self._below(path))
        if len(self._addresses) < _MOST_ADDRESSES:
            self._addresses[path] = address
        return address
