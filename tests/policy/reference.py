"""The policy a second time, plainly: what is to be left of the answer of somebody who sees everything.

It knows what the tables declare of each field, and nothing of how the graph keeps to them. It walks the
answer to the same operation of the twin: one who is held to the same rows, has every scope, and is shown
every value as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from domain.partners import FieldRights, Scope
from domain.shapes.words import (
    PERSONAL,
    TIMES,
    AnyShape,
    Exact,
    PersonalShape,
    TimeShape,
    ValueKind,
    shape_of,
)
from resolvers.granting.field_kinds import FIELD_KINDS
from resolvers.scopes.field_scopes import ENTITY_QUERIES, FIELD_SCOPES
from tests.policy import told_events, words
from tests.policy.routes import ENTITIES
from tests.policy.trees import Node, Operation, every

Path = tuple[object, ...]
_AMOUNT, _UNIT, _SECONDS, _PROMISED = "twin_amount", "twin_unit", "twin_seconds", "twin_promised"
_KIND = "twin_kind"
_GOODS = frozenset({"GTIN", "ITEM", "GLN", "LOCATION"})
"""What a text is not looked up as for those to whom items and places are nothing."""

_NOT_GRANTED = "FIELD_NOT_GRANTED"
_OPAQUE = frozenset(
    {"OrderEdge.cursor", "PageInfo.startCursor", "PageInfo.endCursor", "_Service.sdl", "PartnerChange.who"}
)
"""What differs for each without a shape: cursors by how times are told, one's own schema, who did what."""


class Fate(Enum):
    """What becomes of a field under certain rights."""

    GRANTED = auto()
    SHAPED = auto()
    ABSENT = auto()
    DENIED = auto()


def fate(rights: FieldRights, name: str) -> tuple[Fate, str]:
    """Of a field such as `Order.placedAt`, with the words of its denial."""
    kind, _, one = name.partition(".")
    scope = FIELD_SCOPES[kind][one]
    if scope is not None and Scope(scope) not in rights.scopes:
        return Fate.DENIED, f"{name} needs the scope {scope}"
    value = FIELD_KINDS.get(kind, {}).get(one)
    if value is None:
        return Fate.GRANTED, ""
    shape = shape_under(rights, value, name)
    if value is ValueKind.FIGURE and not isinstance(shape, Exact):
        return Fate.DENIED, f"{name} needs the quantity shape exact"
    if shape is PersonalShape.ABSENT:
        return Fate.ABSENT, ""
    plain = shape in {PersonalShape.FULL, TimeShape.EXACT} or value is ValueKind.FIGURE
    return (Fate.GRANTED if plain else Fate.SHAPED), ""


def shape_under(rights: FieldRights, kind: ValueKind, name: str) -> AnyShape:
    """The grant's; but who may read no personal data has it masked, where it stands in other fields, unless
    the grant names the field.
    """
    named = any(one.field == name and one.personal for one in rights.shapes.fields)
    shape = shape_of(rights.shapes, kind, name)
    if shape is PersonalShape.FULL and Scope.ORDERS_PII not in rights.scopes and not named:
        return PersonalShape.MASKED
    return shape


def is_read(rights: FieldRights, node: Node) -> bool:
    """Whether a system is asked for it at all."""
    return fate(rights, node.field)[0] in {Fate.GRANTED, Fate.SHAPED}


def twin(operation: Operation) -> Operation:
    """The operation with what the reference must know beside, such as the exact amount."""
    return operation.mapped(_with_facts)


def _with_facts(node: Node) -> Iterable[Node]:
    below = list(node.below)
    if node.kind == "StockAmount":
        below += [_beside("StockAmount", "amount", _AMOUNT), _beside("StockAmount", "unit", _UNIT)]
    if node.kind == "Delay":
        below.append(_beside("Delay", "seconds", _SECONDS))
    if node.kind == "FindMatch":
        below.append(_beside("FindMatch", "kind", _KIND))
    below += told_events.with_facts(node)
    yield replace(node, below=tuple(below))
    if node.field == "Shipment.delay":
        yield replace(_beside("Shipment", "promisedAt", _PROMISED), on=node.on)


def _beside(of: str, name: str, alias: str) -> Node:
    return Node(of=of, name=name, kind="", alias=alias)


@dataclass(slots=True)
class Expected:
    """The answer that is to be: its data, and path, code and message of each error."""

    data: Any = None
    errors: set[tuple[Path, str, str]] = field(default_factory=set)


def expected(
    operation: Operation,
    data: Any,  # noqa: ANN401 - an answer's data
    errors: Iterable[tuple[Path, str, str]],
    rights: FieldRights,
) -> Expected:
    """From what the twin was told to what is told under these rights."""
    walk = _Walk(rights, operation.variables)
    told = None if data is None else walk.objects(operation.roots, data, ())
    left = {error for error in errors if not walk.is_cut(error[0])}
    return Expected(told, walk.denials | left)


class _Walk:
    def __init__(self, rights: FieldRights, variables: Mapping[str, object]) -> None:
        self._rights = rights
        self._variables = variables
        self._cut: set[Path] = set()
        self.denials: set[tuple[Path, str, str]] = set()

    def is_cut(self, path: Path) -> bool:
        return any(path[: len(cut)] == cut for cut in self._cut)

    def objects(self, nodes: Sequence[Node], data: Mapping[str, Any], path: Path) -> dict[str, Any]:
        kept = {name: value for name, value in data.items() if name == "__typename"}
        kind = data.get("__typename")
        for node in nodes:
            if node.key in data and kind in {None, node.of}:
                kept[node.key] = self._field(node, data, (*path, node.key))
        return kept

    def _field(self, node: Node, data: Mapping[str, Any], path: Path) -> object:
        decided, why = fate(self._rights, node.field)
        value = data[node.key]
        if decided is Fate.DENIED:
            self._deny(path, why)
            return None
        if decided is Fate.ABSENT:
            self._cut.add(path)
            return None
        if node.name == ENTITIES:
            return self._entities(node, value, path)
        if node.kind == "EventEdge":
            value = told_events.left(self._rights, value)
        if node.field == "Query.find" and value is not None and Scope.CATALOG_READ not in self._rights.scopes:
            value = [match for match in value if match[_KIND] not in _GOODS]
        if decided is Fate.SHAPED and value is not None:
            return self._shaped(node, value, data, path)
        return self._below(node, value, path)

    def _deny(self, path: Path, why: str) -> None:
        self._cut.add(path)
        self.denials.add((path, _NOT_GRANTED, why))

    def _entities(self, node: Node, value: list[Any], path: Path) -> list[Any]:
        asked: Any = self._variables["r"]
        told = []
        for index, (one, representation) in enumerate(zip(value, asked, strict=True)):
            decided, why = fate(self._rights, f"Query.{ENTITY_QUERIES[representation['__typename']]}")
            if decided is Fate.DENIED:
                self._deny((*path, index), why)
            told.append(None if decided is Fate.DENIED else self._below(node, one, (*path, index)))
        return told

    def _log(self, node: Node, value: Mapping[str, Any], path: Path) -> object:
        """A page without events begins nowhere."""
        told = self.objects(node.below, value, path)
        if not told_events.left(self._rights, value[told_events.EDGES]):
            for info in (one for one in node.below if one.name == "pageInfo"):
                cut = {one.key for one in info.below if one.name == "startCursor"}
                told[info.key] = {name: None if name in cut else one for name, one in told[info.key].items()}
        return told

    def _below(self, node: Node, value: Any, path: Path) -> object:  # noqa: ANN401 - a value in an answer
        if isinstance(value, list):
            return [self._below(node, one, (*path, index)) for index, one in enumerate(value)]
        if node.field == "Event.data":
            return told_events.data(self._rights, value)
        if node.kind == "EventConnection" and value is not None:
            return self._log(node, value, path)
        if isinstance(value, Mapping):
            return self.objects(node.below, value, path)
        if node.field in _OPAQUE and value is not None:
            return "opaque"
        return value

    def _shaped(self, node: Node, value: Any, data: Mapping[str, Any], path: Path) -> object:  # noqa: ANN401 - see above
        kind = FIELD_KINDS[node.of][node.name]
        shape: Any = shape_under(self._rights, kind, node.field)
        if kind is ValueKind.STOCK:
            told = words.stock(shape, value[_AMOUNT], value[_UNIT])
            return _typed(value) | {each.key: told[each.name] for each in node.below}
        if kind is ValueKind.DELAY:
            return self._delay(node, value, data, path)
        if kind in TIMES:
            return words.day(value)
        if kind is ValueKind.CODES:
            return [self._masked(node, one, (*path, index)) for index, one in enumerate(value)]
        assert kind in PERSONAL
        return self._below(node, words.personal(kind, shape, value), path)

    def _delay(self, node: Node, value: Any, data: Mapping[str, Any], path: Path) -> object:  # noqa: ANN401 - see above
        seconds = words.days_late(data[_PROMISED], value[_SECONDS])
        if seconds is None:
            return None
        told = self.objects(node.below, value, path)
        for each in node.below:
            if each.name == "seconds":
                told[each.key] = seconds
            elif each.name == "since" and told[each.key] is not None:
                told[each.key] = words.day(told[each.key])
        return told

    def _masked(self, node: Node, value: Any, path: Path) -> object:  # noqa: ANN401 - see above
        told = self.objects(node.below, value, path)
        for each in node.below:
            if each.name == "value":
                told[each.key] = words.code(told[each.key])
        return told


def _typed(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name == "__typename"}


def plain(operation: Operation, data: Any) -> Any:  # noqa: ANN401 - an answer's data
    """An answer with one word in the place of what is opaque."""
    return _plain(frozenset(node.key for node in every(operation.roots) if node.field in _OPAQUE), data)


def _plain(opaque: frozenset[str], data: Any) -> Any:  # noqa: ANN401 - see above
    if isinstance(data, list):
        return [_plain(opaque, one) for one in data]
    if not isinstance(data, Mapping):
        return data
    return {
        name: "opaque" if name in opaque and value is not None else _plain(opaque, value)
        for name, value in data.items()
    }
