"""What takes longer than a test should: `make test-load` runs it, alone on the machine.

It measures real time, of which others may take some: what fails is tried once more, and listed as RERUN.
"""

from pathlib import Path

import pytest

LONGEST_SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))
            item.add_marker(pytest.mark.flaky(reruns=1))
