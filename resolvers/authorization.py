"""Every field of the built schema behind the policy: denied by default, refused before its resolver runs.

`guarded` walks the finished schema once. A field without an entry in `field_scopes`, or a scoped field
that is not nullable, stops the build. The scope is written into the field's description.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from domain.errors import NotGranted
from domain.partners import Principal, Scope
from domain.policy import Deny, FieldScopes, decide_field
from resolvers.context import GraphContext

Resolve = Callable[..., Any]
Check = Callable[[Principal], None]
Info = GraphQLResolveInfo[GraphContext]
_CHECK = "check"


def guarded(schema: GraphQLSchema, scopes: FieldScopes) -> None:
    """Put the policy before every scoped field of `schema`. Raises TypeError where it has no entry."""
    for type_name, name, field in _fields(schema):
        if name not in scopes.get(type_name, {}):
            raise TypeError(f"{type_name}.{name} has no entry in resolvers/field_scopes.py")
        scope = scopes[type_name][name]
        if scope is None:
            continue
        if isinstance(field.type, GraphQLNonNull):
            raise TypeError(f"{type_name}.{name} needs {scope}, so it must be nullable")
        field.description = described(field.description, scope)
        check = partial(require, scopes=scopes, type_name=type_name, field=name)
        field.extensions = {**field.extensions, _CHECK: check}
        field.resolve = _guard(field, check)


def require(principal: Principal, scopes: FieldScopes, type_name: str, field: str) -> None:
    """Raise NotGranted unless the principal may see the field."""
    if isinstance(decide_field(principal, scopes, type_name, field), Deny):
        raise NotGranted(f"{type_name}.{field} needs the scope {scopes[type_name][field]}")


def described(description: str | None, scope: Scope) -> str:
    """A description that names the scope."""
    return f"{description or ''}\n\nNeeds the scope `{scope}`.".lstrip()


def refusal(field: GraphQLField, principal: Principal) -> NotGranted | None:
    """Why the principal may not see this field of a guarded schema. Only the scopes of his grant decide."""
    check: Check | None = field.extensions.get(_CHECK)
    try:
        if check is not None:
            check(principal)
    except NotGranted as error:
        return error
    return None


def _guard(field: GraphQLField, check: Check) -> Resolve:
    resolve = field.resolve or _attribute

    def guard(source: object, info: Info, **arguments: object) -> object:
        check(info.context.principal)
        return resolve(source, info, **arguments)

    return guard


def _attribute(source: object, info: Info, **_arguments: object) -> object:
    return getattr(source, info.field_name)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    for type_name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not type_name.startswith("__"):
            for name, field in kind.fields.items():
                yield type_name, name, field
