"""From a kind of value and a shape to the function that shows it so."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from domain.shapes.instants import day_of, delay_in_days
from domain.shapes.personal import (
    masked_codes,
    masked_email,
    masked_name,
    masked_postal_code,
    masked_street,
    masked_text,
)
from domain.shapes.stock_amounts import telling
from domain.shapes.words import AnyShape, Band, Capped, Exact, PersonalShape, TimeShape, ValueKind, YesNo

Shaping = Callable[[Any], object]
"""From a value as it is to what is shown of it. It is never given None."""

_IN_DAYS: Mapping[ValueKind, Shaping] = MappingProxyType(
    {ValueKind.TIME: day_of, ValueKind.DELAY: delay_in_days}
)
_MASKED: Mapping[ValueKind, Shaping] = MappingProxyType(
    {
        ValueKind.NAME: masked_name,
        ValueKind.EMAIL: masked_email,
        ValueKind.STREET: masked_street,
        ValueKind.POSTAL_CODE: masked_postal_code,
        ValueKind.TEXT: masked_text,
        ValueKind.CODES: masked_codes,
    }
)
LEFT_BY_MASKS = frozenset({ValueKind.ADDRESS, ValueKind.PLACE})
"""An address has parts with masks of their own, and of those the place stays as it is."""


def shaping(kind: ValueKind, shape: AnyShape) -> Shaping | None:
    """The function that shows a value of this kind in this shape; None where it stays as it is.

    What is ABSENT or a FIGURE that is not granted has no function: it is not read at all. Raises KeyError
    where kind and shape do not fit, so that nothing is shown by mistake.
    """
    match shape:
        case Exact() | Capped() | Band() | YesNo():
            return telling(shape)
        case TimeShape():
            return None if shape is TimeShape.EXACT else _IN_DAYS[kind]
        case PersonalShape.FULL:
            return None
        case PersonalShape.MASKED:
            return None if kind in LEFT_BY_MASKS else _MASKED[kind]
        case _:
            raise KeyError(f"{kind} as {shape}")
