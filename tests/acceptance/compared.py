"""Two answers to one question: of what the second says less, or something else."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class Change(NamedTuple):
    """A field, by its names such as `order.lines.quantities`, and what stands there in the second answer."""

    field: str
    now: object

    @property
    def is_a_loss(self) -> bool:
        """It says nothing, or it is a list that says less; it says nothing else."""
        return self.now is None or isinstance(self.now, list)


def changes(before: Any, after: Any, field: str = "") -> Iterator[Change]:  # noqa: ANN401 - parts of an answer
    """What changed. Elements of lists that have become shorter are matched by their `id`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before:
            yield from changes(before[name], after[name], f"{field}.{name}".removeprefix("."))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield Change(field, after)
        for one, other in _matched(before, after):
            yield from changes(one, other, field)
    elif before != after:
        yield Change(field, after)


def nulls(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - as above
    """The places of an answer that are null."""
    if part is None:
        yield path
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from nulls(inner, (*path, name))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from nulls(inner, (*path, index))


def _matched(before: list[Any], after: list[Any]) -> Iterable[tuple[Any, Any]]:
    if len(before) == len(after):
        return zip(before, after, strict=True)
    by_id = {one["id"]: one for one in before if "id" in one}
    return [(by_id[one["id"]], one) for one in after if "id" in one]
