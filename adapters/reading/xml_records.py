"""Reading XML into plain records, without what makes XML dangerous.

A document type declaration is refused as soon as it begins: only there can entities be declared, so
neither can a small document grow without end nor can it fetch files or addresses. Nesting is bounded;
the size is bounded by the transport.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple, NoReturn
from xml.etree.ElementTree import ParseError, XMLParser

from domain.errors import BadInput

TEXT = "#text"
DEEPEST = 32

Record = dict[str, object]

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>\s*")


class Document(NamedTuple):
    """The root's local name, and the root as a record."""

    root: str
    record: Mapping[str, object]


def read_xml(body: bytes) -> Document:
    """Read a document; namespaces are dropped. Raises BadInput.

    An element becomes a record: `@name` for each attribute, the list of its children of one name under
    that name, `#text` for its own text. An element that has only text becomes that text, a str.
    """
    target = _Records()
    parser = XMLParser(target=target)  # noqa: S314 - the target refuses every document type declaration
    try:
        parser.feed(body)
        parser.close()
    except ParseError as error:
        raise BadInput(f"is not well-formed XML: {error}") from error
    return target.document()


def undeclared(text: str) -> bytes:
    """An XML text that was decoded already, without its declaration of how to decode it."""
    return _DECLARATION.sub("", text, count=1).encode()


class _Records:
    """What the parser tells, in the order of the document."""

    def __init__(self) -> None:
        self._open: list[Record] = [{}]
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) > DEEPEST:
            raise BadInput(f"is nested deeper than {DEEPEST} elements, at {_local(tag)}")
        self._open.append({f"@{_local(name)}": value for name, value in attributes.items()})
        self._text.clear()

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        record = self._open.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        if record and text:
            record[TEXT] = text
        _add(self._open[-1], _local(tag), record or text)

    def doctype(self, name: str, *_where: str | None) -> NoReturn:
        raise BadInput(f"has a document type declaration ('{name[:40]}'), which is refused")

    def document(self) -> Document:
        """The root, once the parser has seen its end."""
        ((name, root),) = self._open[0].items()
        return Document(name, root[0] if isinstance(root, list) else {TEXT: root})


def _add(parent: Record, name: str, child: Record | str) -> None:
    """Records stand in lists, a text alone by itself, texts of one name in a list too."""
    held = parent.get(name)
    if isinstance(held, list):
        held.append(child)
    elif name in parent:
        parent[name] = [held, child]
    else:
        parent[name] = [child] if isinstance(child, dict) else child


def _local(name: str) -> str:
    return name.rpartition("}")[2]
