"""How many cells were judged: partner, field, route and exit, each once."""

from collections.abc import Iterable


class Cells:
    """The cells of one run."""

    def __init__(self) -> None:
        self._known: dict[str, set[tuple[str, str, str]]] = {}

    def add(self, partner: str, fields: Iterable[str], route: str, leaving: str) -> None:
        """Count the fields of one operation. leaving: the exit by which they would have left."""
        self._known.setdefault(leaving, set()).update((partner, field, route) for field in fields)

    def of(self, partner: str, leaving: str) -> int:
        """How many of a partner and an exit."""
        return sum(one == partner for one, _, _ in self._known.get(leaving, ()))

    def by_exit(self) -> dict[str, int]:
        """How many of each exit."""
        return {leaving: len(known) for leaving, known in self._known.items()}

    def __len__(self) -> int:
        return sum(map(len, self._known.values()))
