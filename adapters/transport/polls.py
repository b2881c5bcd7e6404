"""What every changed-since poll needs of a reply."""

from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec

from domain.errors import ImpossibleValue, ReplyInvalid

P = ParamSpec("P")


def reached(backend: str, read: Callable[P, datetime], *args: P.args, **kwargs: P.kwargs) -> datetime:
    """Up to when a poll tells all, as `read` says.

    Raises ReplyInvalid where that cannot be meant: the next poll would not know where to begin.
    """
    try:
        return read(*args, **kwargs)
    except ImpossibleValue as error:
        raise ReplyInvalid("did not say its time", backend=backend, path=str(error)) from error
