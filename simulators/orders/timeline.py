"""A pen for facts: it stands at a moment, moves on, and writes down what happens there."""

from simulators.orders.facts import Fact, Kind


class Timeline:
    """The facts written so far, and the moment reached (epoch seconds)."""

    __slots__ = ("at", "facts", "work")

    def __init__(self, at: int, work: int = 0) -> None:
        self.at = at
        self.work = work
        self.facts: list[Fact] = []

    def after(self, seconds: int) -> "Timeline":
        """Move on."""
        self.at += seconds
        return self

    def note(self, kind: Kind, place: str = "", reason: str = "", due: int = 0) -> None:
        self.facts.append(Fact(self.at, kind, self.work, 0, 0, place, reason, due))

    def note_line(self, kind: Kind, line: int, quantity: int, reason: str = "") -> None:
        self.facts.append(Fact(self.at, kind, self.work, line, quantity, "", reason))
