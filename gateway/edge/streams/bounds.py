"""How much one connection, one partner and this process may have open."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """connections: of this process, by each transport. of_partner: of one of its partners, by all of them.

    operations: at once on a WebSocket. init_time: within which a WebSocket must say who opens it.
    """

    connections: int = 20_000
    of_partner: int = 2_000
    operations: int = 100
    init_time: timedelta = timedelta(seconds=3)
