"""The words in which grants are told and given."""

from enum import Enum

import strawberry

from domain.shapes.words import PersonalShape, TimeShape

__all__ = ["PersonalShape", "QuantityForm", "TimeShape"]


@strawberry.enum(
    description="How much is told of stock: all of it, up to a bound, in a word, or whether there is any."
)
class QuantityForm(Enum):
    """The forms of a quantity shape."""

    EXACT = "exact"
    CAPPED = "capped"
    BAND = "band"
    YES_NO = "yes_no"


strawberry.enum(
    PersonalShape, description="Personal data as it is, recognisable only by who knows it, or not at all."
)
strawberry.enum(TimeShape, description="Times to the instant, or to the day in UTC.")
