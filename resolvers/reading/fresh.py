"""`@fresh`: how old what an operation or a field shows may be. The gateway's execution obeys it."""

from datetime import timedelta
from typing import Annotated, Final

import strawberry
from strawberry.directive import DirectiveLocation, DirectiveValue

NAME: Final = "fresh"
MAX_AGE: Final = "maxAge"
STRICT: Final = "strict"

MaxAge = Annotated[
    timedelta | None, strawberry.argument(description="How long ago it was verified or read, at most.")
]
Strict = Annotated[
    bool, strawberry.argument(description="Whether a field is an error rather than older than that.")
]


@strawberry.directive(
    name=NAME,
    locations=[DirectiveLocation.QUERY, DirectiveLocation.FIELD],
    description=(
        "How fresh what is shown has to be, here and below. Of several that apply the strictest counts. "
        "What is not fresh enough is read again; where that cannot be, it is marked STALE, or is an error."
    ),
)
def fresh(value: DirectiveValue[object], max_age: MaxAge = None, strict: Strict = False) -> object:  # noqa: FBT002 - arguments of the graph
    """Whatever is shown stays as it is: the directive rules how it is read."""
    del max_age, strict
    return value
