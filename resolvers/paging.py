"""Asking for one page: how many, and where it begins."""

from typing import Annotated, Final

import strawberry

from domain.errors import BadInput

LARGEST_PAGE: Final = 100

First = Annotated[int, strawberry.argument(description=f"How many, from 1 to {LARGEST_PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")]


def page_length(first: int) -> int:
    """As many as that. Raises BadInput."""
    if not 1 <= first <= LARGEST_PAGE:
        raise BadInput(f"should be from 1 to {LARGEST_PAGE}, not {first}", field="first")
    return first
