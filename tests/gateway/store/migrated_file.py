"""A migrated SQLite file to begin with: migrated once in a process, for that takes longer than most tests."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from gateway.store.database import open_database
from gateway.store.migrating import upgrade


def place_migrated(url: str) -> None:
    """Put an SQLite database at the newest revision, which holds no row, where the URL says."""
    file = Path(make_url(url).database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_content())


@cache
def _content() -> bytes:
    # A thread of its own has no loop yet, whoever asks.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: asyncio.run(_migrated())).result()


async def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ordergraph.db"
        engine = open_database(f"sqlite+aiosqlite:///{file}")
        await upgrade(engine)
        # Who closes a database last takes the write-ahead log into the file.
        await engine.dispose()
        return file.read_bytes()
