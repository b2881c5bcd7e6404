"""The policy of events a second time, plainly: families, reasons and times."""

from collections.abc import Mapping
from typing import Any

from domain.partners import FieldRights, Scope
from domain.shapes.words import Exact, PersonalShape, TimeShape
from tests.policy import words
from tests.policy.trees import Node

TYPE, EVENT, EDGES = "twin_type", "twin_event", "twin_edges"
SCOPES = {
    "order": Scope.ORDERS_READ,
    "shipment": Scope.SHIPMENTS_READ,
    "return": Scope.RETURNS_READ,
    "purchase_order": Scope.PURCHASING_READ,
    "stock": Scope.STOCK_EXACT,
    "reservation": Scope.STOCK_EXACT,
    "exception": Scope.OPS_READ,
    "source": Scope.OPS_READ,
}
OF_STOCK = {"stock", "reservation"}
UPDATES = {"OrderUpdate", "ShipmentUpdate", "ExceptionUpdate", "EventUpdate"}


def is_told(rights: FieldRights, kind: str) -> bool:
    """Whether an event of this type is told at all."""
    family = kind.partition(".")[0]
    exact = isinstance(rights.shapes.quantity, Exact) or family not in OF_STOCK
    return SCOPES[family] in rights.scopes and exact


def with_facts(node: Node) -> tuple[Node, ...]:
    """What the twin is asked besides, below a node: the types of the events."""
    type_of = Node(of="Event", name="type", kind="String", alias=TYPE)
    edge = Node(of="EventEdge", name="node", kind="Event", alias=EVENT, composite=True, below=(type_of,))
    if node.kind in UPDATES:
        return (
            Node(of=node.kind, name="event", kind="Event", alias=EVENT, composite=True, below=(type_of,)),
        )
    if node.kind == "EventEdge":
        return (edge,)
    if node.kind == "EventConnection":
        edges = Node(of=node.kind, name="edges", kind="EventEdge", alias=EDGES, composite=True, below=(edge,))
        return (edges,)
    return ()


def left(rights: FieldRights, edges: list[Any]) -> list[Any]:
    """The edges of events that are told."""
    return [one for one in edges if is_told(rights, one[EVENT][TYPE])]


def data(rights: FieldRights, told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What is left of what an event tells."""
    if told is None:
        return None
    shapes = rights.shapes
    in_full = shapes.personal is PersonalShape.FULL and Scope.ORDERS_PII in rights.scopes
    kept = {name: value for name, value in told.items() if in_full or name != "reason"}
    if shapes.time is TimeShape.EXACT:
        return kept
    return {name: words.day(value) if name.endswith("At") else value for name, value in kept.items()}
