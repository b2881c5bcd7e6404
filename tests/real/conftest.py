"""One real Tryton for all tests below: installed, seeded and started when the first one asks for it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.tryton.server import TrytonServer, running_tryton

# The first test waits for the installation, the activation of the modules and the seed.
SET_UP_SECONDS = 420


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(SET_UP_SECONDS))


@pytest.fixture(scope="session")
def tryton() -> Iterator[TrytonServer]:
    with running_tryton(dt.datetime.now(dt.UTC)) as server:
        yield server
