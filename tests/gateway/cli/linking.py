"""A place with an instance file and a database, where `ordergraph links` is run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from domain.identifiers import IdentifierKind, Link, kinds_of
from gateway.cli import main
from gateway.demo.instance_file import LINKS, instance_file
from gateway.store.database import open_database
from gateway.store.links.sql_links import SqlLinks
from gateway.store.sql_store import SqlStore
from tests.doubles.clock import START
from tests.gateway.store.migrated_file import place_migrated

SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier", "issuer")
HEADER = "kind,instance,value,ours\n"


def prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make it, with a database that needs no migration, and go there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("ORDERGRAPH_DATABASE_URL", raising=False)
    monkeypatch.setenv("ORDERGRAPH_CONFIG", str(tmp_path / "ordergraph.yaml"))
    urls = {name: f"http://{name}.example" for name in SYSTEMS}
    Path("ordergraph.yaml").write_text(instance_file(urls), encoding="utf-8")
    Path(LINKS).write_text(f"{HEADER}item,wms_west,000077,AX-1\n", encoding="utf-8")
    place_migrated(_url(tmp_path))
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return left.value.code if isinstance(left.value.code, int) else 0


def written(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


async def tell(place: Path, *links: Link) -> list[Link]:
    """Learn links, and say which are declared in the store."""
    async with _links(place) as kept:
        await kept.put(links, START)
        return await kept.declared()


async def known(place: Path, name: str) -> list[Link]:
    """What the store holds of an item."""
    async with _links(place) as kept:
        return [link for kind in kinds_of(IdentifierKind.ITEM) for link in await kept.of(kind, name)]


def declared(place: Path) -> list[tuple[str, str]]:
    return [(link.identifier.value, link.ours) for link in asyncio.run(tell(place))]


@asynccontextmanager
async def _links(place: Path) -> AsyncIterator[SqlLinks]:
    store = SqlStore(open_database(_url(place)))
    try:
        yield SqlLinks(store.engine)
    finally:
        await store.aclose()


def _url(place: Path) -> str:
    return f"sqlite+aiosqlite:///{place / 'ordergraph.db'}"
