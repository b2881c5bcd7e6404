"""What holds for every test: a service that is missing, and how hypothesis draws."""

import pytest
from hypothesis import settings

from tests import services

# CI draws the same examples on every run, so that a red run can be repeated.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if services.required() else "dev")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("service"):
        for name in mark.args:
            _need(name)


def _need(name: str) -> None:
    reason = services.trouble(name)
    if reason is None:
        return
    if services.required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
