"""What an operation costs: before it runs by what it asks for, afterwards by what it was given.

Both follow the same tree, compiled once. What an answer leaves out, because it is null, shorter than it might
have been or not the asker's to see, it does not cost: so a price tells no more than the answer does.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

Inputs = Mapping[str, object]
Data = Mapping[str, object]
_CEILING = 1_000_000_000


class Size(NamedTuple):
    """How many: a number, or what a variable says, at most `most`; where that says nothing, the number."""

    number: int
    variable: str = ""
    most: int = _CEILING

    def of(self, inputs: Inputs) -> int:
        """Under these variables, as they came."""
        given = inputs.get(self.variable) if self.variable else None
        if isinstance(given, list):
            return min(len(given), self.most)
        if isinstance(given, int | float):
            return int(max(0, min(given, self.most)))
        return self.number if given is None else 1


ONE = Size(1)


class Paid(NamedTuple):
    """What an object is paid for once if any of these response names is asked of it."""

    names: frozenset[str]
    points: int
    each: int = 0
    size: Size = ONE

    def cost(self, inputs: Inputs) -> int:
        """Under these variables."""
        return self.points + (self.each * self.size.of(inputs) if self.each else 0)


class Below(NamedTuple):
    """What may be paid below a response name, for each element. certain: of which type it is, is known."""

    name: str
    size: Size
    places: tuple["Place", ...]
    certain: bool

    def actual(self, given: object, inputs: Inputs) -> int:
        """What it costs with this answer, which is not null."""
        if not isinstance(given, list):
            return self._one(given, inputs)
        place = self.places[0]
        if self.certain and place.own is not None and not place.below:
            return place.own * (len(given) - given.count(None))
        return sum(self._one(one, inputs) for one in given if one is not None)

    def _one(self, given: object, inputs: Inputs) -> int:
        data = cast("Data", given)
        if self.certain:
            return self.places[0].actual(data, inputs)
        # The answer need not say of which type it is, but whatever is not in it was not asked of it.
        return max(place.asked_in(data).actual(data, inputs) for place in self.places)


class Place(NamedTuple):
    """What is paid for one object, and below it.

    fixed: what it may cost in all; own: what is paid for itself. Both where no variable says.
    """

    paid: tuple[Paid, ...]
    below: tuple[Below, ...]
    fixed: int | None = None
    own: int | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid."""
        return not self.paid and not self.below

    def requested(self, inputs: Inputs) -> int:
        """What it costs at most, lists being as long as they are declared or taken to be."""
        if self.fixed is not None:
            return self.fixed
        cost = self._own(inputs)
        for name in self.below:
            cost += name.size.of(inputs) * max(place.requested(inputs) for place in name.places)
        return min(cost, _CEILING)

    def actual(self, data: Data, inputs: Inputs) -> int:
        """What it costs with this answer."""
        cost = self._own(inputs)
        for name in self.below:
            given = data.get(name.name)
            if given is not None:
                cost += name.actual(given, inputs)
        return cost

    def asked_in(self, data: Data) -> "Place":
        """The part of it whose names are in the answer."""
        return Place(tuple(paid for paid in self.paid if not paid.names.isdisjoint(data)), self.below)

    def _own(self, inputs: Inputs) -> int:
        return self.own if self.own is not None else sum(paid.cost(inputs) for paid in self.paid)


FREE = Place((), (), 0, 0)


def place(paid: Sequence[Paid], below: Sequence[Below]) -> Place:
    """A place, with what it costs found out where that never changes."""
    made = Place(tuple(paid), tuple(below))
    if any(each.size.variable for each in paid):
        return made
    made = made._replace(own=sum(each.cost({}) for each in paid))
    settled = all(inner.fixed is not None for each in below for inner in each.places)
    varies = any(each.size.variable for each in below)
    return made._replace(fixed=made.requested({})) if settled and not varies else made
