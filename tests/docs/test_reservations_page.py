"""docs/reservations.md: its example is answered, and its steps and codes are those of the code."""

import re

from domain import errors
from domain.reservations.states import ReservationState
from gateway.reservations.keeping import RESERVED_OVER_STOCK
from gateway.reservations.taking_over import NEVER_TAKEN_OVER
from gateway.reservations.writing_through import HOLD_NOT_TAKEN_BACK
from tests.docs.pages import block, text
from tests.resolvers.reservations.shop import Shop

PAGE = "docs/reservations.md"


async def test_its_example_is_answered() -> None:
    made = (await Shop().ask(block(PAGE, "graphql")))["reserve"]["reservation"]
    assert made["state"] == "HELD"
    assert made["lines"] == [{"sku": "AX-1", "held": {"amount": "5", "unit": "EA"}}]


def test_its_states_codes_and_cases_are_there() -> None:
    shouted = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", text(PAGE)))
    codes = {
        kind.code
        for kind in (
            errors.IdempotencyConflict,
            errors.NotEnoughStock,
            errors.ReservationContended,
            errors.ReservationEnded,
            errors.ReservationExpired,
        )
    }
    cases = {RESERVED_OVER_STOCK, NEVER_TAKEN_OVER, HOLD_NOT_TAKEN_BACK}
    assert shouted == {*ReservationState, *codes, *cases, "BEST_EFFORT"}
