"""The question of what may be promised of a SKU, and its answer with all that is needed to explain it."""

from collections.abc import Callable, Sequence

import msgspec

from domain.availability.answers import Addend, Availability
from domain.availability.plans import Ask


class Question(msgspec.Struct, frozen=True, gc=False):
    """One SKU for one asker. locations: of these alone, in any order; None: wherever it is kept."""

    sku: str
    ask: Ask = Ask()
    locations: tuple[str, ...] | None = None


class Answered(msgspec.Struct, frozen=True, eq=False):
    """What may be promised. addends: how that was computed, computed when it is asked for."""

    availability: Availability
    addends: Callable[[], Sequence[Addend]]
