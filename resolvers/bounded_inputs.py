"""Lists of names as callers give them: so many, so long, and none of them empty."""

from collections.abc import Sequence
from typing import Final

from domain.errors import BadInput
from domain.search.terms import LONGEST_TERM

MOST_NAMES: Final = 100


def names(given: Sequence[str] | None, field: str) -> tuple[str, ...] | None:
    """The names, each once; None where nothing is said. Raises BadInput that names the place."""
    if given is None:
        return None
    if not given:
        raise BadInput("is empty; leave it out for no condition", field=field)
    if len(given) > MOST_NAMES:
        raise BadInput(f"has {len(given)} names, {MOST_NAMES} are allowed", field=field)
    return tuple(dict.fromkeys(name(each, f"{field}[{place}]") for place, each in enumerate(given)))


def name(given: str, field: str) -> str:
    """One name. Raises BadInput for what nothing can be called."""
    plain = given.strip()
    if not plain or len(plain) > LONGEST_TERM or not plain.isprintable():
        raise BadInput(f"should be a name of 1 to {LONGEST_TERM} characters", field=field)
    return plain
