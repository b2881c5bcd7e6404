"""The root of the tree."""

from datetime import timedelta
from typing import ClassVar


class OrderGraphError(Exception):
    """Root of the tree: a stable code, whether a retry may help, perhaps when, and two messages."""

    code: ClassVar[str] = "INTERNAL"
    retryable: ClassVar[bool] = False

    def __init__(self, public: str, *, cause: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(f"{public} ({cause})" if cause else public)
        self.public = public
        self.cause = cause
        self.retry_after = retry_after
