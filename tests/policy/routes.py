"""Every way from the root to every type of the schema, walked from the schema itself."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    get_nullable_type,
)

from tests.policy.trees import Node, Operation

ENTITIES = "_entities"
KEYS: Mapping[str, tuple[str, str]] = {
    "Order": ("number", "SO-1"),
    "Shipment": ("id", "SHE-1"),
    "Return": ("number", "RMA-1"),
    "PurchaseOrder": ("number", "PU-1"),
    "Product": ("sku", "AX-1"),
    "Location": ("code", "EAST"),
}
"""The key of each entity, and one that is there."""

_FOUND: Mapping[str, str] = {"order": "SO-1", "shipment": "SHE-1", "product": "AX-1", "location": "EAST"}
ARGUMENTS: Mapping[str, str] = {
    "order": '(number: "SO-1")',
    "orders": "(first: 5)",
    "find": '(text: "SO-1")',
    "shipment": '(id: "SHE-1")',
    "track": '(trackingNumber: "1Z-SHE-1")',
    "availability": '(skus: ["AX-1"])',
    "stockPositions": '(skus: ["AX-1", "AX-2"])',
    "products": '(skus: ["AX-1"])',
    "locations": '(codes: ["EAST"])',
    "return": '(number: "RMA-1")',
    "purchaseOrder": '(number: "PU-1")',
    "exceptions": "(first: 5)",
    "exception": '(id: "case-1")',
    "assignException": '(id: "case-1", owner: "somebody")',
    "resolveException": '(id: "case-1", note: "done")',
    "events": "(first: 100)",
    "Subscription.events": "",
    "orderChanged": '(numbers: ["SO-1", "SO-4"])',
    "shipmentChanged": '(trackingNumbers: ["1Z-SHE-1", "1Z-SHW-4"])',
    "availabilityChanged": '(skus: ["AX-1", "AX-2"])',
    "exceptionChanged": "",
    "partners": "(first: 5)",
    "partner": '(name: "acme")',
    "partnerChanges": "(first: 5)",
    "addPartner": '(name: "bolt")',
    "setGrant": '(name: "acme", grant: {scopes: []})',
    "suspendPartner": '(name: "acme")',
    "resumePartner": '(name: "acme")',
    "removePartner": '(name: "acme")',
    "addPartnerKey": '(name: "acme")',
    "revokePartnerKey": '(prefix: "og_1")',
    "deadLetters": "(first: 5)",
    "retryDeadLetters": '(ids: ["d1"])',
    "discardDeadLetters": '(ids: ["d1"])',
    "replayDeliveries": '(source: "erp")',
    "reservation": '(id: "r1")',
    "reservations": "(first: 5)",
    "reserve": '(lines: [{sku: "AX-1", quantity: "1"}], channel: "WEB", idempotencyKey: "k")',
    "extendReservation": '(id: "r1", ttl: "PT5M")',
    "confirmReservation": '(id: "r1", orderNumber: "SO-1")',
    "releaseReservation": '(id: "r1")',
    "webhookEndpoints": "(first: 5)",
    "webhookEndpoint": '(id: "we_1")',
    "createWebhookEndpoint": '(url: "https://acme.example/events", partner: "acme")',
    "updateWebhookEndpoint": '(id: "we_1")',
    "deleteWebhookEndpoint": '(id: "we_1")',
    "rotateWebhookSecret": '(id: "we_1")',
    "retireWebhookSecrets": '(id: "we_1")',
    "pauseWebhookEndpoint": '(id: "we_1")',
    "enableWebhookEndpoint": '(id: "we_1")',
    "replayWebhookEndpoint": '(id: "we_1", since: "2026-03-02T08:00:00Z")',
    "testWebhookEndpoint": '(id: "we_1")',
}
"""What is given to each field of a root type, so that there is something to see. Others get any text."""


class Route(NamedTuple):
    """From a field of a root type, by fields, to a type: all of whose fields are asked for there."""

    steps: tuple[Node, ...]
    target: str

    @property
    def name(self) -> str:
        """`order.shipments.orders`; by `_entities` with the type."""
        by_key = f" {self.target}" if self.steps[-1].name == ENTITIES else ""
        return ".".join(step.name for step in self.steps) + by_key


class Routes:
    """The routes of one schema. A field that nobody knew of when this was written is on them too."""

    def __init__(self, schema: GraphQLSchema, *, live: bool = False) -> None:
        """live: those from what can be followed, instead of from questions and changes."""
        self._objects = {
            name: kind
            for name, kind in schema.type_map.items()
            if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
        }
        roots = (schema.subscription_type,) if live else (schema.query_type, schema.mutation_type)
        self._roots = [kind for kind in roots if kind is not None]

    def fields(self) -> frozenset[str]:
        """Every field of every type, as in `Order.placedAt`."""
        return frozenset(f"{name}.{field}" for name, kind in self._objects.items() for field in kind.fields)

    def every(self, most: int) -> list[Route]:
        """To each type by each field that leads there, from so many roots each, by the shortest ways."""
        found: dict[tuple[str, str], list[Route]] = {}
        for route in sorted(self._walked(), key=lambda one: len(one.steps)):
            last = found.setdefault((route.steps[-1].field, route.target), [])
            if len(last) < most:
                last.append(route)
        return [route for routes in found.values() for route in routes]

    def to_each_type(self) -> list[Route]:
        """The shortest way to each type, and entities by their keys."""
        found: dict[str, Route] = {}
        for route in sorted(self._walked(), key=lambda one: (len(one.steps), one.steps[0].name == ENTITIES)):
            found.setdefault(route.name if route.steps[-1].name == ENTITIES else route.target, route)
        return list(found.values())

    def operation(self, route: Route) -> Operation:
        """Ask for all fields of the route's target, and for the leaves below these."""
        below = tuple(self._asked(route.target))
        by_key = False
        for step in reversed(route.steps):
            by_key = step.name == ENTITIES
            below = (replace(step, below=tuple(replace(one, on=by_key) for one in below)),)
        return Operation(
            roots=below,
            mutation=route.steps[0].of == "Mutation",
            variables={"r": _representations()} if by_key else {},
        )

    def _walked(self) -> Iterator[Route]:
        """From each field of a root, the shortest way to each field that holds an object."""
        for root in self._roots:
            for name, field in root.fields.items():
                for given, first in _given(root.name, name, field):
                    yield from self._from(self._node(root.name, name, field, given), first)

    def _from(self, start: Node, first: str) -> Iterator[Route]:
        """first: the one field below the start that is followed; all, where it is empty."""
        seen: set[str] = set()
        waiting = [Route((start,), target) for target in self._targets(start.kind)]
        while waiting:
            route = waiting.pop(0)
            yield route
            if route.target in seen:
                continue
            seen.add(route.target)
            for name, field in self._objects[route.target].fields.items():
                if len(route.steps) == 1 and first not in {"", name}:
                    continue
                step = self._node(route.target, name, field)
                waiting += [Route((*route.steps, step), target) for target in self._targets(step.kind)]

    def _targets(self, kind: str) -> list[str]:
        if kind in self._objects:
            return [kind]
        return list(KEYS) if kind == "_Entity" else []

    def _asked(self, target: str) -> Iterator[Node]:
        for name, field in self._objects[target].fields.items():
            node = self._node(target, name, field)
            inner = self._objects.get(node.kind)
            leaves = inner.fields.items() if inner else ()
            below = (self._node(node.kind, leaf, each) for leaf, each in leaves)
            yield replace(node, below=tuple(one for one in below if one.kind not in self._objects))

    def _node(self, of: str, name: str, field: GraphQLField, given: str = "") -> Node:
        kind = get_named_type(field.type)
        if isinstance(kind, GraphQLUnionType) and kind.name != "_Entity":
            raise TypeError(f"{of}.{name} is a union, which these routes do not know")
        return Node(of=of, name=name, kind=kind.name, arguments=given, composite=not _is_leaf(field))


def _given(of: str, name: str, field: GraphQLField) -> list[tuple[str, str]]:
    """Arguments of a root's field, each with the field below it that they lead to."""
    if f"{of}.{name}" in ARGUMENTS:
        return [(ARGUMENTS[f"{of}.{name}"], "")]
    if name == ENTITIES:
        return [("(representations: $r)", "")]
    if name == "find":
        return [(f'(text: "{text}")', below) for below, text in _FOUND.items()]
    if name in ARGUMENTS:
        return [(ARGUMENTS[name], "")]
    needed = [f"{one}: {_any(argument)}" for one, argument in field.args.items() if _is_needed(argument)]
    return [(f"({', '.join(needed)})" if needed else "", "")]


def _is_needed(argument: GraphQLArgument) -> bool:
    return isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined


def _any(argument: GraphQLArgument) -> str:
    return '["any"]' if isinstance(get_nullable_type(argument.type), GraphQLList) else '"any"'


def _is_leaf(field: GraphQLField) -> bool:
    return not isinstance(get_named_type(field.type), (GraphQLObjectType, GraphQLUnionType))


def _representations() -> list[dict[str, str]]:
    return [{"__typename": kind, key: name} for kind, (key, name) in KEYS.items()]
