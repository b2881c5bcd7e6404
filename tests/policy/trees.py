"""Operations as trees of selected fields, written as a document in several ways."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

_ROOTS = frozenset({"Query", "Mutation", "Subscription"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A selected field.

    of: the type that it is a field of. kind: the name of its own type. on: whether it stands in a fragment
    on `of`, since its place may hold other types too. composite: whether there are fields below it to select.
    """

    of: str
    name: str
    kind: str
    arguments: str = ""
    on: bool = False
    composite: bool = False
    alias: str = ""
    below: tuple["Node", ...] = ()

    @property
    def key(self) -> str:
        """Its name in the answer."""
        return self.alias or self.name

    @property
    def field(self) -> str:
        """As in `Order.placedAt`."""
        return f"{self.of}.{self.name}"


class Writing(StrEnum):
    """How an operation is written; it means the same in each."""

    PLAIN = "plain"
    ALIASED = "aliases"
    INLINE = "fragments on types"
    NAMED = "named fragments"
    FRESH = "@fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is asked: a tree below the root, and the variables of all roots."""

    roots: tuple[Node, ...]
    mutation: bool = False
    variables: Mapping[str, object] = field(default_factory=dict)

    def written(self, writing: Writing = Writing.PLAIN) -> str:
        """Its document."""
        document = _Document(writing)
        declared = "($r: [_Any!]!) " if self.variables else ""
        fresh = '@fresh(maxAge: "PT1H") ' if writing is Writing.FRESH and not self.mutation else ""
        kind = "mutation" if self.mutation else "query"
        if self.live:
            return f"subscription {document.fields(self.roots)} {' '.join(document.fragments)}"
        body = document.block(self.roots)
        return f"{kind} {declared}{fresh}{body} {' '.join(document.fragments)}"

    @property
    def live(self) -> bool:
        """Whether it is followed."""
        return any(root.of == "Subscription" for root in self.roots)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it asks for, as in `Order.placedAt`."""
        return tuple(node.field for node in every(self.roots))

    def mapped(self, change: Callable[[Node], Iterable[Node]]) -> "Operation":
        """The same with each node, from the top down, replaced by what `change` makes of it."""
        return replace(self, roots=_mapped(self.roots, change))


def _mapped(nodes: Iterable[Node], change: Callable[[Node], Iterable[Node]]) -> tuple[Node, ...]:
    changed = (one for node in nodes for one in change(node))
    return tuple(replace(one, below=_mapped(one.below, change)) for one in changed)


def aliased(operation: Operation) -> Operation:
    """The same with other names in the answer, which are those of other fields."""
    return operation.mapped(lambda node: [replace(node, alias=f"{node.of}_number_{node.name}")])


def every(nodes: Iterable[Node]) -> Iterator[Node]:
    """All nodes of a tree."""
    for node in nodes:
        yield node
        yield from every(node.below)


class _Document:
    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self.fragments: list[str] = []

    def block(self, nodes: Iterable[Node]) -> str:
        return f"{{ {' '.join(map(self._node, nodes))} __typename }}"

    def fields(self, nodes: Iterable[Node]) -> str:
        """Of the root of what is followed, which has one field."""
        return f"{{ {' '.join(map(self._node, nodes))} }}"

    def _node(self, node: Node) -> str:
        alias = f"{node.alias}: " if node.alias else ""
        below = f" {self.block(node.below)}" if node.composite else ""
        text = f"{alias}{node.name}{node.arguments}{below}"
        if self._writing is Writing.NAMED and node.of not in _ROOTS:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {node.of} {{ {text} }}")
            return f"...{name}"
        if node.on or (self._writing is Writing.INLINE and node.of not in _ROOTS):
            return f"... on {node.of} {{ {text} }}"
        return text
