"""Which ports the fields beside a field read, as the execution selects them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.pyutils import Path
from strawberry.schema.schema_converter import GraphQLCoreConverter

from domain.partners import Principal
from domain.policy import Deny, FieldTables, Shape, decide_field

PORT = "port"
"""Under this name a field's metadata hold the name of the port that it reads."""

Names: TypeAlias = tuple[str, ...]
Reads: TypeAlias = Sequence[tuple[Names, str]]
"""The response names that lead to fields, and the port that each reads."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Looks at what is selected at the place of a field.

    tables: fields that the principal is not shown are not read. ends: a type with a field of this name
    speaks for itself, so that nothing below it is looked at.
    """

    info: GraphQLResolveInfo[Any]
    principal: Principal
    tables: FieldTables
    ends: str

    def reads(self, ports: Collection[str]) -> Iterator[tuple[Names, str]]:
        """Fields of the same parent, and of its parts, that read one of the ports."""
        names, kinds = self._way()
        selected = self._root()
        for name, kind in zip(names[:-1], kinds[1:], strict=True):
            selected = self._below(kind, selected[name])
        yield from self._reads(kinds[-1], names[:-1], selected, ports)

    def _reads(
        self, kind: GraphQLObjectType, above: Names, selected: GroupedFieldSet, ports: Collection[str]
    ) -> Iterator[tuple[Names, str]]:
        for name, details in selected.items():
            field = self._granted(kind, details[0].node.name.value)
            if field is None:
                continue
            port = _port(field)
            if port in ports:
                yield (*above, name), cast("str", port)
            part = get_named_type(field.type)
            if port is None and isinstance(part, GraphQLObjectType) and self.ends not in part.fields:
                yield from self._reads(part, (*above, name), self._below(part, details), ports)

    def _granted(self, kind: GraphQLObjectType, name: str) -> GraphQLField | None:
        """The field, unless it is an introspection's, or not for the principal."""
        decision = decide_field(self.principal.grant.fields, self.tables, kind.name, name)
        if isinstance(decision, Deny) or (isinstance(decision, Shape) and decision.absent):
            return None
        field: GraphQLField | None = kind.fields.get(name)
        return field

    def _way(self) -> tuple[Names, list[GraphQLObjectType]]:
        """The response names from the root to the field itself, and the type that each belongs to."""
        steps = [step for step in _steps(self.info.path) if isinstance(step.key, str)]
        kinds = [self.info.schema.get_type(step.typename or "") for step in steps]
        return tuple(str(step.key) for step in steps), cast("list[GraphQLObjectType]", kinds)

    def _root(self) -> GroupedFieldSet:
        info = self.info
        root = info.schema.get_root_type(info.operation.operation)
        return collect_fields(
            info.schema,
            self._fragments,
            info.variable_values,
            cast("GraphQLObjectType", root),
            info.operation,
        ).grouped_field_set

    def _below(self, kind: GraphQLObjectType, details: Sequence[FieldDetails]) -> GroupedFieldSet:
        info = self.info
        return collect_subfields(
            info.schema, self._fragments, info.variable_values, info.operation, kind, list(details)
        ).grouped_field_set

    @property
    def _fragments(self) -> dict[str, FragmentDetails]:
        return {name: FragmentDetails(node) for name, node in self.info.fragments.items()}


def _steps(path: Path | None) -> list[Path]:
    """From the root on."""
    return [] if path is None else [*_steps(path.prev), path]


def _port(field: GraphQLField) -> str | None:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    port: str | None = None if definition is None else definition.metadata.get(PORT)
    return port
