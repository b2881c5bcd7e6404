"""Every field of the built schema behind the policy: denied by default, refused before its resolver runs.

`guarded` walks the finished schema once. A field without an entry in `field_scopes`, or a scoped field
that is not nullable, stops the build, and so does whatever the tables of `granting` leave undeclared. What
a field needs is written into its description.
"""

from collections.abc import Callable, Iterator
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from domain.errors import NotGranted
from domain.partners import Principal, Scope
from domain.policy import Deny, FieldTables, decide_field
from domain.shapes.words import QUANTITIES, TIMES, ValueKind
from resolvers.context import GraphContext
from resolvers.granting.comparing import Inputs
from resolvers.granting.completeness import complaints
from resolvers.granting.field_kinds import EXEMPT, FIELD_TABLES
from resolvers.granting.gates import AS_IT_IS, GATE, Gate, shown
from resolvers.granting.input_fields import INPUTS

Resolve = Callable[..., Any]
Info = GraphQLResolveInfo[GraphContext]


def published(schema: GraphQLSchema) -> None:
    """Put our policy before every field of our graph. Raises TypeError for what it says nothing of."""
    guarded(schema, FIELD_TABLES)
    for complaint in complaints(schema, FIELD_TABLES, EXEMPT, INPUTS):
        raise TypeError(complaint)


def guarded(schema: GraphQLSchema, tables: FieldTables) -> None:
    """Put the policy before every field of `schema` that needs it. Raises TypeError where it has no entry."""
    for type_name, name, field in _fields(schema):
        if name not in tables.scopes.get(type_name, {}):
            raise TypeError(f"{type_name}.{name} has no entry in resolvers/scopes")
        scope, kind = tables.scopes[type_name][name], tables.kinds.get(type_name, {}).get(name)
        if scope is not None and isinstance(field.type, GraphQLNonNull):
            raise TypeError(f"{type_name}.{name} needs {scope}, so it must be nullable")
        field.description = described(field.description, scope, kind)
        inputs = Inputs(field.args, tables)
        if inputs:
            field.resolve = _checked(inputs, field.resolve or _attribute)
            field.subscribe = field.subscribe and _checked(inputs, field.subscribe)
        if scope is not None or kind is not None:
            gate = Gate(tables, type_name, name)
            field.extensions = {**field.extensions, GATE: gate}
            field.resolve = _behind(gate, field.resolve or _attribute)
            field.subscribe = field.subscribe and _behind(gate, field.subscribe)


def require(principal: Principal, type_name: str, field: str) -> None:
    """Raise NotGranted unless the principal may see the field of our graph."""
    decision = decide_field(principal.grant.fields, FIELD_TABLES, type_name, field)
    if isinstance(decision, Deny):
        raise NotGranted(decision.reason)


def described(description: str | None, scope: Scope | None, kind: ValueKind | None = None) -> str | None:
    """A description that names what the field needs, and by which of a grant's shapes it is shown."""
    notes = [f"Needs the scope `{scope}`."] if scope is not None else []
    if kind is ValueKind.FIGURE:
        notes.append("Needs the quantity shape `exact`.")
    elif kind is not None:
        notes.append(f"Shown by the grant's {_sort(kind)} shape.")
    return f"{description or ''}\n\n{' '.join(notes)}".lstrip() if notes else description


def _sort(kind: ValueKind) -> str:
    if kind in TIMES:
        return "time"
    return "quantity" if kind in QUANTITIES else "personal"


def _behind(gate: Gate, resolve: Resolve) -> Resolve:
    def guard(source: object, info: Info, /, **arguments: object) -> object:
        ruling = gate.of(info.context.principal.grant.fields)
        if ruling is AS_IT_IS:
            return resolve(source, info, **arguments)
        if ruling.refused:
            raise NotGranted(ruling.refused)
        if ruling.absent:
            return None
        value = resolve(source, info, **arguments)
        return value if ruling.shaping is None else shown(value, ruling.shaping)

    return guard


def _checked(inputs: Inputs, resolve: Resolve) -> Resolve:
    def guard(source: object, info: Info, /, **arguments: object) -> object:
        inputs.check(info.context.principal.grant.fields, arguments)
        return resolve(source, info, **arguments)

    return guard


def _attribute(source: object, info: Info, **_arguments: object) -> object:
    return getattr(source, info.field_name)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    for type_name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not type_name.startswith("__"):
            for name, field in kind.fields.items():
                yield type_name, name, field
