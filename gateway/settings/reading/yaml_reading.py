"""One YAML document as plain values, with the line of each, and `${NAME}` and `${file:/path}` filled in.

PyYAML alone would take the last of two equal keys without a word and forget where a value stood.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from domain.errors import ConfigInvalid
from gateway.settings.reading.problems import Problems, Where

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[^{}]*)(?P<end>\}?)")
_FILE = "file:"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 50
_LARGEST_FILE = 4_194_304
_STANDARD = "tag:yaml.org,2002:"
_TEXTS = frozenset({"str", "timestamp", "value"})
_NUMBERS = frozenset({"null", "bool", "int", "float"})

# What these complaints quote is a piece of the file, which may be an unquoted password.
_QUOTING = re.compile(r"^(found undefined alias|found duplicate anchor|found undefined tag handle)\b.*")


ReadFile = Callable[[str], str]
"""What a file holds, by its path. Raises ConfigInvalid."""


class Document(NamedTuple):
    """What the file says. `problems` already holds what could not be filled in."""

    value: object
    problems: Problems


def text_of(file: Path) -> str:
    """What a file of settings holds. Raises ConfigInvalid for one that is not there, too large or no text."""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise ConfigInvalid(f"is larger than {_LARGEST_FILE} bytes")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigInvalid(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigInvalid("is not UTF-8", place=f"line {line}") from None


def read_yaml(text: str, environ: Mapping[str, str], files: ReadFile | None = None) -> Document:
    """Read one document; raises ConfigInvalid with line and column where it is not YAML.

    files: what a file holds, for documents that may name some.
    """
    try:
        return _Reading(_Loader(text), environ, files).document()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigInvalid("holds a character that YAML does not allow", place=f"line {line}") from None
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error) from None


def _unreadable(error: yaml.MarkedYAMLError) -> ConfigInvalid:
    """The parser's complaint without its excerpt of the text."""
    mark = error.problem_mark or error.context_mark
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    told = [part for part in (error.context, error.problem) if part]
    quoting = next((found[1] for part in told if (found := _QUOTING.match(part))), None)
    if quoting:
        return ConfigInvalid(f"{quoting}; a text that begins with *, & or ! needs quotes", place=place)
    hint = '; inside {...} write "${NAME}" with quotes' if told[-1].endswith("but got '{'") else ""
    return ConfigInvalid(": ".join(told) + hint, place=place)


class _Loader(yaml.SafeLoader):
    """Refuses what is nested so deeply that only an attack or an accident can have written it."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise yaml.composer.ComposerError(
                None, None, f"is nested deeper than {_DEEPEST}", self.get_mark()
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


class _Reading:
    def __init__(self, loader: yaml.SafeLoader, environ: Mapping[str, str], files: ReadFile | None) -> None:
        self._loader = loader
        self._environ = environ
        self._files = files
        self._lines: dict[Where, int] = {}
        self._problems = Problems(self._lines)
        self._open: set[int] = set()

    def document(self) -> Document:
        node = self._loader.get_single_node()
        value = None if node is None else self._value(node, ())
        return Document(value, self._problems)

    def _value(self, node: yaml.Node, path: Where) -> object:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._open:
            self._problems.add(path, "holds itself")
            return None
        self._open.add(id(node))
        try:
            return self._mapping(node, path) if isinstance(node, yaml.MappingNode) else self._list(node, path)
        finally:
            self._open.discard(id(node))

    def _list(self, node: yaml.Node, path: Where) -> list[object]:
        return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Where) -> dict[str, object]:
        self._refuse_twins(node, path)
        self._loader.flatten_mapping(node)
        return {str(key.value): self._value(value, (*path, str(key.value))) for key, value in node.value}

    def _refuse_twins(self, node: yaml.MappingNode, path: Where) -> None:
        """Keys are taken as they are written: `NO` is a name here, and no truth value."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            self._lines.setdefault((*path, name), line)
            if name in seen:
                self._problems.add((*path, name), f"stands again in line {line}")
            seen.add(name)

    def _scalar(self, node: yaml.ScalarNode, path: Where) -> object:
        kind = node.tag.removeprefix(_STANDARD)
        if kind in _TEXTS:
            return _REFERENCE.sub(lambda found: self._referred(found, path), node.value)
        if kind not in _NUMBERS:
            self._problems.add(
                path, "has a tag that means nothing here; a text that begins with ! needs quotes"
            )
            return None
        try:
            return self._loader.construct_object(node)
        except (LookupError, ValueError):
            self._problems.add(path, f"is no {kind}; a text needs quotes")
            return None

    def _referred(self, found: re.Match[str], path: Where) -> str:
        name = found["name"]
        if name is None:
            return "${"
        if found["end"] and name.startswith(_FILE) and self._files is not None:
            return self._of_file(name.removeprefix(_FILE), self._files, path)
        if not found["end"] or not _NAME.fullmatch(name):
            self._problems.add(
                path, "'${' begins an environment variable, as in ${NAME}; '$${' stands for itself"
            )
            return ""
        if not self._environ.get(name):
            self._problems.add(path, f"needs the environment variable {name}, which is not set or is empty")
        return self._environ.get(name, "")

    def _of_file(self, name: str, files: ReadFile, path: Where) -> str:
        try:
            return files(name)
        except ConfigInvalid as error:
            self._problems.add(path, f"needs the file {name[:200]}, which {error.public}")
            return ""
