import httpx
import pytest

from adapters.transport.requests import Requests

PARAMS = {"numbers": "#1,2 3", "zone": "Europe/Zürich", "empty": "", "sign": "a+b&c=d"}


@pytest.mark.parametrize("base", ["http://erp.test", "https://erp.test:8443/under/", "http://[::1]:1/x"])
@pytest.mark.parametrize("path", ["/orders", "orders", "/orders/", "/a b/ü"])
@pytest.mark.parametrize("params", [None, {}, PARAMS])
def test_a_request_is_what_httpx_makes_of_it(base: str, path: str, params: dict[str, str] | None) -> None:
    own = {"x-key": "1"}
    client = httpx.AsyncClient(base_url=base, headers={**own, "user-agent": "OrderGraph"})
    expected = client.build_request("GET", path, params=params)
    request = Requests(base, own).get(path, params)
    assert str(request.url).rstrip("?") == str(expected.url).rstrip("?")
    assert request.headers["host"] == expected.headers["host"]
    assert request.headers["x-key"] == "1"
    assert request.content == b""


def test_a_posted_body_has_its_length_and_the_call_s_own_headers() -> None:
    requests = Requests("http://erp.test", {"accept": "text/xml", "x-key": "1"})
    posted = requests.post("/x", "größe".encode(), {"Content-Type": "text/xml", "X-Key": "2"})
    assert posted.headers["content-length"] == "7"
    assert (posted.headers["accept"], posted.headers["x-key"]) == ("text/xml", "2")
    assert requests.post("/x", b"", {}).headers["content-length"] == "0"
    assert requests.get("/x").headers["x-key"] == "1"


def test_requests_to_many_addresses_are_not_all_remembered() -> None:
    requests = Requests("http://erp.test", {})
    made = [str(requests.get(f"/{number}").url) for number in range(1_000)]
    assert made == [f"http://erp.test/{number}" for number in range(1_000)]
    assert len(requests._addresses) <= 256
