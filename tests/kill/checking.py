"""What is right and what is wrong with what was seen. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of one reader. wanted: how many events it was to get; seen: how many came, with doubles.

    lost: that never came. doubled: that came again. misplaced: that came before an older one of the same
    line. foreign: that it was not to get. doubles_allowed: whether each may come more than once.
    """

    name: str
    wanted: int
    seen: int
    lost: Sequence[str] = ()
    doubled: Sequence[str] = ()
    misplaced: Sequence[str] = ()
    foreign: Sequence[str] = ()
    doubles_allowed: bool = False
    notes: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        doubled = [] if self.doubles_allowed else self.doubled
        return self.wanted > 0 and not (self.lost or doubled or self.misplaced or self.foreign)


def exactly_once(
    name: str, wanted: Sequence[str], seen: Sequence[str], *, ordered: bool = True, **notes: int
) -> Judged:
    """Each once. ordered: in the order in which they are wanted."""
    return Judged(
        name=name,
        wanted=len(wanted),
        seen=len(seen),
        lost=_absent(wanted, seen),
        doubled=_again(seen),
        misplaced=_misplaced(wanted, seen) if ordered else (),
        foreign=_absent(seen, wanted),
        notes=notes,
    )


def at_least_once(
    name: str, wanted: Mapping[str, Sequence[str]], seen: Sequence[tuple[str, str]], **notes: int
) -> Judged:
    """Each once or more, those of a line in its order. wanted: by line; seen: line and event as they came."""
    everything = [event for line in wanted.values() for event in line]
    came: dict[str, list[str]] = {}
    for line, event in seen:
        came.setdefault(line, []).append(event)
    misplaced = [each for line, events in came.items() for each in _misplaced(wanted.get(line, ()), events)]
    events = [event for _, event in seen]
    return Judged(
        name=name,
        wanted=len(everything),
        seen=len(seen),
        lost=_absent(everything, events),
        doubled=_again(events),
        misplaced=misplaced,
        foreign=_absent(events, everything),
        doubles_allowed=True,
        notes=notes,
    )


def _absent(these: Iterable[str], there: Iterable[str]) -> list[str]:
    known = set(there)
    return [each for each in dict.fromkeys(these) if each not in known]


def _again(seen: Iterable[str]) -> list[str]:
    return [each for each, times in Counter(seen).items() if times > 1]


def _misplaced(wanted: Sequence[str], seen: Iterable[str]) -> list[str]:
    """Those that came, for the first time, behind one that should have come later."""
    places = {each: place for place, each in enumerate(wanted)}
    furthest, misplaced = -1, []
    for each in dict.fromkeys(seen):
        place = places.get(each)
        if place is None:
            continue
        if place < furthest:
            misplaced.append(each)
        furthest = max(furthest, place)
    return misplaced
