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
        self._headers = httpx.Headers(
            {"accept": "*/*", "accept-encoding": ACCEPTED, "user-agent": "OrderGraph", **headers}
        )
        self._addresses: dict[str, httpx.URL] = {}

    def get(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Request:
        """A GET request below the base URL."""
        if not params:
            return httpx.Request("GET", self._address(path), headers=self._headers)
        return httpx.Request("GET", f"{self._below(path)}?{urlencode(params)}", headers=self._headers)

    def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Request:
        """A POST request below the base URL."""
        request = httpx.Request("POST", self._address(path), headers=self._headers, content=content)
        request.headers.update(headers)
        return request

    def post_json(self, path: str, document: object) -> httpx.Request:
        """A POST request that says a JSON document and asks for one."""
        return self.post(path, msgspec.json.encode(document), _JSON)

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
