"""Counts the cells of the policy matrix and prints how many were judged."""

import asyncio

import pytest

from tests.policy.asking import Asking
from tests.policy.cells import Cells
from tests.policy.marked_world import marked_world

pytest.register_assert_rewrite("tests.policy.judging")
_CELLS = Cells()


@pytest.fixture(scope="session")
def cells() -> Cells:
    """All cells of this run."""
    return _CELLS


@pytest.fixture(scope="session")
def asking() -> Asking:
    """The marked world, in which nothing changes."""
    return Asking(asyncio.run(marked_world()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if len(_CELLS):
        told = "".join(f"\n  {count:>7,} {leaving}" for leaving, count in _CELLS.by_exit().items())
        terminalreporter.write_line(
            f"policy matrix: {len(_CELLS):,} cells (partner x field x route), by exit{told}"
        )
