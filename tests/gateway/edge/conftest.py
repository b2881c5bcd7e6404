"""An application over the tiny graph, and a client of it; a test that wants another makes its own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.gateway.edge.serving import Served


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
async def client(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client() as client:
        yield client
