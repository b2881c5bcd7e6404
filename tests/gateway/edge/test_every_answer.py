"""What holds for every answer, whoever asks for what."""

import httpx
import pytest
from structlog.testing import capture_logs

from gateway.edge.media_types import JSON
from gateway.edge.security_headers import DEFAULTS
from tests.gateway.edge.serving import REVISION, Served

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class TestCorrelation:
    async def test_the_callers_trace_goes_on_with_a_span_of_ours(self, client: httpx.AsyncClient) -> None:
        caller = f"00-{TRACE}-00f067aa0ba902b7-01"
        response = await client.get("/health", headers={"traceparent": caller})
        assert response.headers["x-correlation-id"] == TRACE
        version, trace, span, flags = response.headers["traceparent"].split("-")
        assert (version, trace, flags) == ("00", TRACE, "01")
        assert span != "00f067aa0ba902b7"

    @pytest.mark.parametrize("given", [None, "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01"])
    async def test_without_a_trace_one_begins(self, client: httpx.AsyncClient, given: str | None) -> None:
        response = await client.get("/health", headers={"traceparent": given} if given else {})
        assert int(response.headers["x-correlation-id"], 16) > 0
        assert len(response.headers["x-correlation-id"]) == 32

    async def test_the_graph_reads_under_the_callers_trace(
        self, served: Served, client: httpx.AsyncClient
    ) -> None:
        headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        await client.post("/graphql", json={"query": '{ item(sku: "AX-1") { name } }'}, headers=headers)
        assert [demand.correlation_id for demand in served.shelf.demands] == [TRACE]


class TestAccess:
    async def test_a_request_is_one_line_without_the_callers_text(self, client: httpx.AsyncClient) -> None:
        with capture_logs() as lines:
            await client.get("/graphql", params={"query": "{ hello }", "secret": "x"})
        (line,) = [line for line in lines if line["event"] == "request"]
        assert (line["method"], line["route"], line["status"]) == ("GET", "/graphql", 200)
        assert line["partner"] == "storefront"
        assert line["log_level"] == "info"
        assert "hello" not in str(line)

    async def test_an_unknown_path_is_not_logged_as_it_is(self, client: httpx.AsyncClient) -> None:
        with capture_logs() as lines:
            await client.get("/customers/ann@example.com")
        assert [(line["route"], line["status"]) for line in lines] == [("(none)", 404)]

    async def test_probes_are_for_debugging_only(self, client: httpx.AsyncClient) -> None:
        with capture_logs() as lines:
            await client.get("/health")
        assert [line["log_level"] for line in lines] == ["debug"]

    async def test_requests_are_counted_by_route_and_status(self, client: httpx.AsyncClient) -> None:
        await client.get("/graphql", params={"query": "{ hello }"})
        await client.get("/nowhere")
        metrics = (await client.get("/metrics")).text
        assert 'ordergraph_http_requests_total{route="/graphql",status="200"} 1.0' in metrics
        assert 'ordergraph_http_requests_total{route="(none)",status="404"} 1.0' in metrics
        assert 'ordergraph_http_request_seconds_count{route="/graphql"} 1.0' in metrics

    async def test_a_refusal_is_counted_and_logged_by_limit_and_partner(
        self, client: httpx.AsyncClient
    ) -> None:
        with capture_logs() as lines:
            await client.post("/graphql", json={"query": "{ " + "a: hello " * 31 + "}"})
            await client.post("/graphql", json=[{}] * 1_000)
            await client.post("/graphql", content=b" " * 10_001, headers={"content-type": JSON})
            await client.post("/graphql", json={"query": "{ hello }"})
        told = [(line.get("refused"), line["partner"]) for line in lines if line["event"] == "request"]
        assert told == [(limit, "storefront") for limit in ("root_fields", "batch", "body_bytes", None)]
        metrics = (await client.get("/metrics")).text
        for limit in ("root_fields", "batch", "body_bytes"):
            labels = f'limit="{limit}",partner="storefront"'
            assert f"ordergraph_operations_refused_total{{{labels}}} 1.0" in metrics


class TestHeaders:
    @pytest.mark.parametrize("path", ["/health", "/graphql", "/nowhere"])
    async def test_a_browser_is_told_to_do_nothing_with_it(
        self, client: httpx.AsyncClient, path: str
    ) -> None:
        headers = (await client.get(path)).headers
        assert {name: headers[name] for name in DEFAULTS} == DEFAULTS
        assert headers["cache-control"] == "no-store"

    async def test_what_is_not_there_is_a_problem(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/nowhere")
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json() == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "code": "NOT_FOUND",
        }

    async def test_a_method_that_is_not_there_is_a_problem(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/health")
        assert response.status_code == 405
        assert "GET" in response.headers["allow"]
        assert response.headers["content-type"] == "application/problem+json"


class TestProbes:
    async def test_a_process_lives_without_its_store(self, served: Served, client: httpx.AsyncClient) -> None:
        served.store.down = True
        response = await client.get("/health")
        assert (response.status_code, response.json()) == (200, {"alive": True})

    async def test_it_is_ready_with_a_store_at_the_right_revision(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/ready")
        assert response.status_code == 200
        assert response.json() == {
            "ready": True,
            "degraded": False,
            "draining": False,
            "store": "ok",
            "backends": [],
            "hosts": [],
        }

    async def test_it_is_not_ready_without_its_store(self, served: Served, client: httpx.AsyncClient) -> None:
        served.store.down = True
        response = await client.get("/ready")
        assert response.status_code == 503
        assert response.json()["store"] == "the store does not answer"

    @pytest.mark.parametrize(("found", "told"), [(None, "(none)"), ("0000", "0000")])
    async def test_it_is_not_ready_at_another_revision(
        self, served: Served, client: httpx.AsyncClient, found: str | None, told: str
    ) -> None:
        served.store.found = found
        response = await client.get("/ready")
        assert response.status_code == 503
        expected = f"the store stands at revision {told}, this version needs {REVISION}"
        assert response.json()["store"] == expected

    async def test_it_is_not_ready_once_it_drains(self, served: Served, client: httpx.AsyncClient) -> None:
        served.readiness.draining = True
        response = await client.get("/ready")
        assert response.status_code == 503
        assert response.json()["draining"] is True

    async def test_metrics_are_for_prometheus(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/metrics")
        assert response.headers["content-type"].startswith("text/plain")


async def test_parts_start_with_the_application_and_close_with_it(served: Served) -> None:
    async with served.client():
        assert served.log == ["start"]
    assert served.log == ["start", "close"]
