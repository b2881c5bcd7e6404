"""A real Tryton for one module alone, which may move it on."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.real.tryton.server import TrytonServer, running_tryton


@pytest.fixture(scope="module")
def own_tryton() -> Iterator[TrytonServer]:
    with running_tryton(dt.datetime.now(dt.UTC)) as server:
        yield server
