from datetime import timedelta

import pytest

from domain.ports.reading import Found
from gateway.settings.freshness import DEFAULTS
from gateway.shield.freshness.entries import Entry
from tests.doubles.clock import START

SECOND = timedelta(seconds=1)


@pytest.fixture
def entry() -> Entry[str]:
    return Entry[str](DEFAULTS["orders"], 0.0)


def test_what_is_asked_for_more_is_warmer_however_often_it_was_read(entry: Entry[str]) -> None:
    other = Entry[str](DEFAULTS["orders"], 0.0)
    now = START
    for _ in range(60):
        now += SECOND
        entry.hits += 3
        other.hits += 1
        other.filled(Found("read again and again"), now, watched=False)
        other.heat(now)
    assert entry.heat(now) > 2 * other.heat(now)


def test_what_nobody_asks_for_cools_down(entry: Entry[str]) -> None:
    entry.hits = 8
    assert entry.heat(START) == 8
    assert entry.heat(START + 30 * SECOND) == 4
    assert entry.heat(START + 31 * SECOND) == 0
    entry.hits += 1
    assert entry.heat(START + 60 * SECOND) == 3
