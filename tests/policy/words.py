"""What is left of a value in an answer under a shape, written down a second time and plainly."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.shapes.words import Band, Capped, Exact, PersonalShape, QuantityShape, ValueKind
from resolvers.types.scalars import written_number


def day(text: str) -> str:
    """The day of a time."""
    return f"{datetime.fromisoformat(text).astimezone(UTC).date().isoformat()}T00:00:00Z"


def days_late(promised: str | None, late: int) -> int | None:
    """Seconds from the day of the promise to the day so many seconds after it; None within a day."""
    if promised is None:
        return None
    moment = datetime.fromisoformat(promised)
    until = datetime.fromtimestamp(moment.timestamp() + late, UTC)
    return (until.date() - moment.date()).days * 86_400 or None


def stock(shape: QuantityShape, amount: str, unit: str) -> dict[str, Any]:
    """The fields of a StockAmount."""
    number = Decimal(amount)
    told: dict[str, Any] = {
        "amount": None,
        "unit": unit,
        "atLeast": False,
        "band": None,
        "inStock": number > 0,
    }
    if isinstance(shape, Exact):
        told["amount"] = written_number(number)
    if isinstance(shape, Capped):
        told["amount"] = written_number(min(number, shape.at))
        told["atLeast"] = number >= shape.at
    if isinstance(shape, Exact | Capped | Band):
        is_low = number <= shape.low and not told["atLeast"]
        told["band"] = "OUT" if number <= 0 else "LOW" if is_low else "IN_STOCK"
    return told


def personal(kind: ValueKind, shape: PersonalShape, value: Any) -> Any:  # noqa: ANN401 - a value in an answer
    """A masked text; places and whole addresses stay, since their parts have masks of their own."""
    if shape is PersonalShape.FULL or kind in {ValueKind.PLACE, ValueKind.ADDRESS, ValueKind.CODES}:
        return value
    if kind is ValueKind.STREET:
        return ["***"] if any(line.strip() for line in value) else []
    return _text(kind, value) if value.strip() else ""


def _text(kind: ValueKind, value: str) -> str:
    if kind is ValueKind.NAME:
        words = value.split()
        return " ".join(f"{word[0]}." for word in ([words[0], words[-1]] if len(words) > 1 else words))
    if kind is ValueKind.POSTAL_CODE:
        return f"{value[:2]}***"
    if kind is ValueKind.EMAIL:
        return re.sub(r"^(.)[^@]*@(.).*\.(\w+)$", r"\1***@\2***.\3", value)
    return "***"


def code(value: str) -> str:
    """A masked code."""
    return f"***{value[-2:]}" if len(value) > 4 else "***"
