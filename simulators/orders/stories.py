"""Which story each order tells, and how long it can take at most."""

from simulators.draw import Draw

CONSOLIDATED = "consolidated"
_PAIRS_PERCENT = 3

_SHARES = {
    "plain": 56,
    "split": 7,
    "backorder": 6,
    "hold_credit": 3,
    "hold_address": 2,
    "short_pick": 5,
    "return_full": 2,
    "return_partial": 3,
    "invoiced_early": 4,
    "cancelled": 3,
    "multi_leg": 4,
    "attempted": 3,
    "lost": 1,
    "damaged": 1,
}
STORIES = (*_SHARES, CONSOLIDATED)
_BY_PERCENT = tuple(story for story, share in _SHARES.items() for _ in range(share))

# Days from an order's placement to its last fact, never less than it can take (a test measures them).
_DAYS = {"backorder": 14, "return_full": 24, "return_partial": 24, CONSOLIDATED: 11, "multi_leg": 9}
_DAYS |= {"hold_credit": 9, "hold_address": 9, "attempted": 9}
SHORTEST_DAYS = 8
LONGEST_DAYS = max(_DAYS.values())


def longest(story: str) -> int:
    """Give the seconds after which nothing more happens to an order of that story."""
    return _DAYS.get(story, SHORTEST_DAYS) * 86_400


def story_of(seed: int, index: int) -> str:
    """Give the story of order `index`."""
    if is_paired(seed, index):
        return CONSOLIDATED
    return _BY_PERCENT[Draw(seed, "story", index).below(100)]


def is_paired(seed: int, index: int) -> bool:
    """Say whether an order shares a shipment: orders 2j and 2j + 1 do, for a few j."""
    return index > 1 and Draw(seed, "pair", index // 2).below(100) < _PAIRS_PERCENT


def partner_of(index: int) -> int:
    """Give the other order of a pair."""
    return index ^ 1


def leads(index: int) -> bool:
    """Say whether the shared shipment of a pair is named by this order."""
    return index % 2 == 0
