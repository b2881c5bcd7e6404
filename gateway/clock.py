"""The system's time. Everything else in this house takes time as a parameter."""

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clocks, as the port `Clock` asks for them."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
