"""Quota: the words of how much a partner may ask. Its machinery has its own issue."""

from datetime import timedelta

import msgspec


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """So many points in each window, and so many operations at once."""

    points: int
    window: timedelta
    concurrency: int
