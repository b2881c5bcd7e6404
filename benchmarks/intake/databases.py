"""A database of PostgreSQL that is there for one run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from gateway.store.database import open_database
from gateway.store.migrating import upgrade


@asynccontextmanager
async def fresh(server: str) -> AsyncIterator[str]:
    """The URL of one without rows beside that of `server`, dropped afterwards."""
    name = f"ordergraph_bench_{token_hex(4)}"
    administrator = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with administrator.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        engine = open_database(url)
        await upgrade(engine)
        await engine.dispose()
        yield url
    finally:
        async with administrator.connect() as connection:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await administrator.dispose()
