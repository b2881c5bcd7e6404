"""A feed's own rhythm: how long it keeps silent now and then, learned from the gaps between its news.

Gaps are counted by their length in powers of two of a second, so that what is kept stays small for ever. Each
gap weighs as much as it lasts: so a feed that is quick by day and sleeps at night is known to sleep, and one
long failure among weeks of news changes little.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

LONGEST = 20
"""Gaps of 2**20 seconds, which are twelve days, and more are counted together."""
ENOUGH = 20
"""With fewer gaps nothing is known yet."""
SHORTEST_EXPECTED, LONGEST_EXPECTED = timedelta(minutes=1), timedelta(days=1)
_SHARE = 0.95
_MOST_SECONDS = 14 * 86_400
"""When gaps of so long together are counted, all count half: what was so long ago fades.

Not so long as too few would be left: a feed that is slow and steady would be unknown again and again.
"""


class Rhythm(msgspec.Struct, frozen=True):
    """counts: of gaps shorter than a second, than two, than four, and so on."""

    counts: tuple[int, ...] = ()

    def with_gap(self, gap: timedelta) -> "Rhythm":
        """After one more gap. One below zero, of clocks that differ, is none."""
        place = min(max(int(gap.total_seconds()), 0).bit_length(), LONGEST)
        counts = [*self.counts, *[0] * (place + 1 - len(self.counts))]
        counts[place] += 1
        halves = [count // 2 for count in counts]
        if sum(halves) >= ENOUGH and sum(map(_seconds, range(len(counts)), counts)) > _MOST_SECONDS:
            return Rhythm(tuple(halves))
        return Rhythm(tuple(counts))

    def expected(self) -> timedelta | None:
        """The gap that at a random moment is seldom longer, within bounds; None while too few are known."""
        if sum(self.counts) < ENOUGH:
            return None
        seconds = 2.0 ** _quantile([_seconds(place, count) for place, count in enumerate(self.counts)])
        return min(max(timedelta(seconds=seconds), SHORTEST_EXPECTED), LONGEST_EXPECTED)


def _seconds(place: int, count: int) -> float:
    return count * 2.0**place


def _quantile(weights: Sequence[float]) -> int:
    """The first place with at most the rest of the weight behind it."""
    wanted, passed = sum(weights) * _SHARE, 0.0
    for place, weight in enumerate(weights):
        passed += weight
        if passed >= wanted:
            return place
    return len(weights) - 1
