"""What is wrong with settings, gathered so that one run tells all of it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.errors import ConfigInvalid
from gateway.settings.reading.complaints import complaint

Where = tuple[str | int, ...]
"""Where a value stands in a document: keys, and indexes of lists."""


class ConfigProblems(ConfigInvalid):
    """Everything that is wrong with one file; `problems` holds each with its own place."""

    def __init__(self, file: str, problems: tuple[ConfigInvalid, ...]) -> None:
        many = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "".join(f"\n  {problem.public}" for problem in problems)
        super().__init__(f"{many}{lines}", place=file)
        self.problems = problems


class _Problem(NamedTuple):
    line: int
    order: int
    error: ConfigInvalid


class Problems:
    """Collects what is wrong with one document. Of several problems at one place the first is kept."""

    def __init__(self, lines: Mapping[Where, int]) -> None:
        self._lines = lines
        self._found: dict[Where, _Problem] = {}

    def add(self, path: Where, message: str) -> None:
        """Note what is wrong with the value at `path`."""
        line = self.line_of(path)
        text = f"{message} (line {line})" if line else message
        self._note(path, line, ConfigInvalid(text, place=place_of(path)))

    def add_invalid(self, path: Where, error: ValidationError, known: Iterable[str] = ()) -> None:
        """Note every complaint of a model about the value at `path`; `known` are the model's keys."""
        for detail in error.errors(include_url=False, include_input=False):
            self.add(path + _location(detail), complaint(detail, known))

    def add_foreign(self, path: Where, errors: Iterable[ConfigInvalid]) -> None:
        """Note problems of another file, which is named at `path`; they have places of their own."""
        for number, error in enumerate(errors):
            self._note((*path, number, error.place), self.line_of(path), error)

    def found(self) -> tuple[ConfigInvalid, ...]:
        """All problems in the order of the document."""
        return tuple(problem.error for problem in sorted(self._found.values(), key=lambda p: p[:2]))

    def _note(self, path: Where, line: int, error: ConfigInvalid) -> None:
        self._found.setdefault(path, _Problem(line, len(self._found), error))

    def line_of(self, path: Where) -> int:
        """The line of the value, or of the nearest thing around it; 0 where the document is empty."""
        known = (self._lines.get(path[:length]) for length in range(len(path), -1, -1))
        return next((line for line in known if line), 0)


def place_of(path: Where) -> str:
    """A path as people write it: `authority[0].instances`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _location(detail: ErrorDetails) -> Where:
    """Pydantic's path, without its marker for the key of a mapping."""
    return tuple(step for step in detail["loc"] if step != "[key]")
