"""Steps that change partners, taken where nobody else can change them meanwhile."""

from collections.abc import Callable
from typing import NamedTuple

from domain.errors import BadInput
from domain.registry.checks import checked
from domain.registry.records import Partner

Step = Callable[[Partner | None], Partner | None]
"""What a partner is to be, of what it is; None: there is none. Raises BadInput, and nothing is written."""


class Changed(NamedTuple):
    """What a partner was, and what it is now."""

    before: Partner | None
    after: Partner | None


def taken(name: str, before: Partner | None, step: Step) -> Changed:
    """Take a step with the partner of this name. Raises BadInput for what cannot be kept under it."""
    after = step(before)
    if after is None:
        return Changed(before, None)
    if after.name != name:
        raise BadInput(f"should stay {name[:80]!r}", field="name")
    return Changed(before, checked(after))
