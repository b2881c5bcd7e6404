from datetime import datetime

import pytest

from domain.instances import BackendState
from tests.domain.histories import at


@pytest.mark.parametrize(
    ("success", "failure", "expected"),
    [
        (None, None, "not known"),
        (at(1), None, "reachable"),
        (None, at(1), "away"),
        (at(1), at(2), "away"),
        (at(2), at(1), "reachable"),
        (at(1), at(1), "away"),
    ],
    ids=["never asked", "answered", "failed", "failed since", "answered since", "both at once"],
)
def test_reachable_is_how_the_last_call_went(
    success: datetime | None, failure: datetime | None, expected: str
) -> None:
    state = BackendState(
        instance="erp", adapter="erp_sim", kind="erp", last_success_at=success, last_failure_at=failure
    )
    words = {None: "not known", True: "reachable", False: "away"}
    assert words[state.reachable] == expected
