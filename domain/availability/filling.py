"""How much of what is held can be drawn on reserves: as much as is possible, whoever drew first.

Who owns several reserves may draw on any of them, and makes room on one for others who own no other. So it is
a maximum flow, from those who hold to the reserves that are theirs. Holders are told apart by what they own:
a number with bit `n` set for the n-th reserve.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

Holders: TypeAlias = Mapping[int, int]
"""What is held, by what its holders own."""

_Drawn: TypeAlias = dict[int, list[int]]
"""By holder, what is drawn on each reserve."""


class _Step(NamedTuple):
    """A holder draws on a reserve; before: where it gives up as much, -1 where it is new."""

    holder: int
    reserve: int
    before: int


def drawn(holders: Holders, rooms: Sequence[int]) -> int:
    """The most of it that fits into the reserves. rooms: how far each can be filled."""
    left = list(rooms)
    parts: _Drawn = {holder: [0] * len(left) for holder in holders}
    return sum(_draw(holder, much, left, parts) for holder, much in holders.items() if holder)


def further(owned: int, holders: Holders, rooms: Sequence[int]) -> int:
    """How much more can be drawn on reserves by whoever owns these."""
    if not owned:
        return 0
    if not holders:
        return sum(room for number, room in enumerate(rooms) if owned >> number & 1)
    whole = {**holders, owned: holders.get(owned, 0) + sum(rooms)}
    return drawn(whole, rooms) - drawn(holders, rooms)


def _draw(holder: int, much: int, left: list[int], parts: _Drawn) -> int:
    wanted = much
    while wanted > 0:
        path = _path(holder, left, parts)
        if not path:
            break
        moved = min(wanted, left[path[0].reserve], *(_given_up(step, parts) for step in path[:-1]))
        for step in path:
            parts[step.holder][step.reserve] += moved
            if step.before >= 0:
                parts[step.holder][step.before] -= moved
        left[path[0].reserve] -= moved
        wanted -= moved
    return much - wanted


def _given_up(step: _Step, parts: _Drawn) -> int:
    return parts[step.holder][step.before]


def _path(holder: int, left: Sequence[int], parts: _Drawn) -> list[_Step]:
    """The shortest way to a reserve with room, past those who can draw elsewhere; the last step first."""
    reached: dict[int, _Step] = {}
    waiting, seen = [(holder, -1)], {holder}
    for one, before in waiting:
        for reserve, room in enumerate(left):
            if not one >> reserve & 1 or reserve in reached:
                continue
            reached[reserve] = _Step(one, reserve, before)
            if room > 0:
                return _traced(reserve, reached)
            others = [other for other, drawn_on in parts.items() if drawn_on[reserve] and other not in seen]
            seen.update(others)
            waiting += [(other, reserve) for other in others]
    return []


def _traced(reserve: int, reached: Mapping[int, _Step]) -> list[_Step]:
    steps = [reached[reserve]]
    while steps[-1].before >= 0:
        steps.append(reached[steps[-1].before])
    return steps
