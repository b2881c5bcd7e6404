import base64
import hashlib
import json
import re
from pathlib import Path

import httpx
import pytest

from gateway.edge.explorer import ASSETS, ReadyMade
from gateway.edge.graphiql_files import FILES
from tests.gateway.edge.serving import Served

ROOT = Path(__file__).parents[3]
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
READY = ReadyMade(
    name="Where is it?",
    persona="Service desk",
    query="query Where { hello } # </script><script>alert(1)",
    variables={"number": "SO-1"},
    headers={"authorization": "Bearer demo"},
)


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    for file in FILES:
        (tmp_path / file.name).write_text("/* GraphiQL */", encoding="utf-8")
    return tmp_path


async def get(served: Served, path: str = "/", **headers: str) -> httpx.Response:
    async with served.client() as client:
        return await client.get(path, headers={**BROWSER, **headers})


def config(page: httpx.Response) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize("path", ["/", "/graphql"])
async def test_a_browser_gets_the_page(path: str) -> None:
    page = await get(Served(), path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["vary"] == "Accept"


async def test_a_client_of_the_graph_does_not(assets: Path) -> None:
    response = await get(Served(assets=assets), "/graphql?query={hello}", accept="application/json")
    assert response.json() == {"data": {"hello": "hello world"}}


async def test_a_gateway_without_the_page_answers_browsers_as_everybody() -> None:
    served = Served(pages=False)
    assert (await get(served)).status_code == 404
    assert (await get(served, "/graphql?query={hello}")).json() == {"data": {"hello": "hello world"}}


async def test_ready_made_operations_stand_in_the_page_and_cannot_break_out_of_it() -> None:
    page = await get(Served(operations=(READY,)))
    assert config(page)["operations"] == [
        {
            "name": "Where is it?",
            "persona": "Service desk",
            "query": READY.query,
            "variables": {"number": "SO-1"},
            "headers": {"authorization": "Bearer demo"},
        }
    ]
    assert "<script>alert" not in page.text


async def test_without_ready_made_operations_there_is_no_token_in_the_page() -> None:
    page = await get(Served())
    assert config(page)["operations"] == []
    assert "Bearer" not in page.text


async def test_graphiql_comes_from_our_own_folder_where_it_is(assets: Path) -> None:
    served = Served(assets=assets)
    page = await get(served)
    assert config(page)["files"] == [{"url": f"{ASSETS}/{file.name}"} for file in FILES]
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy
    for file in FILES:
        found = await get(served, f"{ASSETS}/{file.name}")
        assert found.status_code == 200
        assert "etag" in found.headers
        assert "cache-control" not in found.headers


async def test_graphiql_comes_from_the_cdn_by_hash_where_a_file_is_missing(assets: Path) -> None:
    (assets / FILES[0].name).unlink()
    page = await get(Served(assets=assets))
    assert config(page)["files"] == [{"url": file.url, "integrity": file.integrity} for file in FILES]
    policy = page.headers["content-security-policy"]
    for file in FILES:
        directive = "style-src" if file.is_style else "script-src"
        assert re.search(rf"{directive} 'self'[^;]* {re.escape(file.url)}[ ;]", policy)


@pytest.mark.parametrize("name", ["explorer.js", "plain.js", "explorer.css", "icon.svg"])
async def test_the_page_has_its_own_files(name: str) -> None:
    assert (await get(Served(), f"/graphiql/page/{name}")).status_code == 200


@pytest.mark.parametrize("path", ["/graphiql/page/../explorer.py", "/graphiql/page/%2e%2e/explorer.py"])
async def test_nothing_else_can_be_fetched(path: str) -> None:
    assert (await get(Served(), path)).status_code == 404


def test_the_versions_are_those_that_are_installed() -> None:
    package = json.loads((ROOT / "requirements/graphiql/package.json").read_text(encoding="utf-8"))
    pinned = package["dependencies"]
    assert {file.package: file.version for file in FILES} == {
        name: pinned[name] for name in ("react", "react-dom", "graphiql")
    }


def test_the_hashes_are_those_of_the_packaged_files() -> None:
    folder = ROOT / "build/graphiql/dist"
    if not folder.is_dir():
        pytest.skip("GraphiQL is not here to compare with: make graphiql")
    for file in FILES:
        digest = hashlib.sha384((folder / file.name).read_bytes()).digest()
        assert file.integrity == f"sha384-{base64.b64encode(digest).decode()}"
