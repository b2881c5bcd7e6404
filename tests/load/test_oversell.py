"""Nothing is sold twice: not by four processes at once, nor where they are killed."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests import services
from tests.load.oversell import Fire, told, under_fire


async def _administer(statement: str) -> None:
    engine = create_async_engine(services.address("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own."""
    name = f"ordergraph_{uuid4().hex[:12]}"
    asyncio.run(_administer(f'CREATE DATABASE "{name}"'))
    yield make_url(services.address("postgres")).set(database=name).render_as_string(hide_password=False)
    asyncio.run(_administer(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.mark.service("postgres")
def test_what_is_held_and_claimed_never_exceeds_what_there_is(database: str) -> None:
    fire = Fire(url=database)
    total, seen = asyncio.run(under_fire(fire))
    print(told(fire, total, seen))  # noqa: T201 - the figure is wanted
    assert seen.wrong == []
    assert min(seen.looks, seen.kills, seen.shipped, total.held, total.full) > 0
    # Or nothing was at stake.
    assert seen.fullest > 0.9
