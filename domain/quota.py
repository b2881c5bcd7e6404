"""Quota: how much a partner may ask."""

from datetime import timedelta

import msgspec


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """So many points in each window, and so many operations at once. Points: see docs/cost.md."""

    points: int
    window: timedelta
    concurrency: int

    @property
    def rate(self) -> float:
        """Points that come back in a second, up to all of them."""
        return self.points / self.window.total_seconds()
