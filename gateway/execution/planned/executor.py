"""graphql-core's execution with the short ways that our declarations allow.

What the specification says of nulls, of errors and of waiting is still graphql-core's. Short are the ways
to a value that needs neither arguments nor an info object, and to a leaf whose type is known. What is
selected of a type, and whether it is granted, is found out once for a plan.
"""

from collections.abc import AsyncIterable, Awaitable, Iterable, Sequence
from typing import Any, TypeVar

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
)
from graphql.execution.collect_fields import DeferUsage, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gateway.execution.planned.plans import Plan, Selection
from gateway.execution.planned.steps import Details, Step
from resolvers.context import GraphContext
from resolvers.granting.own_schema import own_schema

Info = GraphQLResolveInfo[GraphContext]
Fields = AwaitableOrValue[dict[str, Any]]
Results = TypeVar("Results", dict[str, Any], list[Any])
_SETTLED = frozenset({dict, list, str, bool, int, float, type(None)})


class ShortExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation by its plan."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:  # noqa: ANN401 - as graphql-core builds it
        super().__init__(*args, **kwargs)
        self._plan = plan

    def execute_collected_root_fields(
        self,
        root_type: GraphQLObjectType,
        root_value: object,
        grouped_field_set: GroupedFieldSet,
        serially: bool,  # noqa: FBT001 - graphql-core's signature
        new_defer_usages: Sequence[DeferUsage],
    ) -> Fields:
        fields = self._plan.root(grouped_field_set)
        if serially:
            return super().execute_collected_root_fields(
                root_type, root_value, fields, serially, new_defer_usages
            )
        return self._executed(self._selection(root_type, fields, fields), root_value, None)

    def build_resolve_info(
        self,
        field_def: GraphQLField,
        field_nodes: list[FieldNode],
        parent_type: GraphQLObjectType,
        path: Path,
    ) -> Info:
        """Whoever asks for the schema is told of its own part."""
        whole = self.schema
        if field_def is SchemaMetaFieldDef or field_def is TypeMetaFieldDef:
            self.schema = own_schema(whole, self.context_value.principal.grant.fields)
        try:
            return super().build_resolve_info(field_def, field_nodes, parent_type, path)
        finally:
            self.schema = whole

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: Details,
        path: Path,
        result: object,
        position_context: object,
    ) -> Fields:
        del position_context  # it is of @defer, which this schema does not have
        known = self._plan.known(return_type, field_details_list)
        if known is None:
            fields = self.collect_subfields(return_type, field_details_list).grouped_field_set
            known = self._selection(return_type, field_details_list, fields)
        return self._executed(known, result, path)

    def complete_list_value(  # noqa: PLR0913, PLR0917 - graphql-core's signature
        self,
        return_type: GraphQLList[Any],
        field_details_list: Details,
        info: Info,
        path: Path,
        result: AsyncIterable[object] | Iterable[object],
        position_context: object,
    ) -> AwaitableOrValue[list[Any]]:
        del position_context
        if not isinstance(result, (list, tuple)):
            return super().complete_list_value(return_type, field_details_list, info, path, result, None)
        kind = return_type.of_type
        values: list[Any] = []
        waiting: list[int] = []
        try:
            for index, item in enumerate(result):
                here = Path(path, index, None)
                value = self._completed(kind, field_details_list, info, here, item)
                values.append(value)
                if value.__class__ not in _SETTLED and self.is_awaitable(value):
                    waiting.append(index)
        except Exception:
            left = [item for item in result[len(values) + 1 :] if self.is_awaitable(item)]
            self._abandon([*(values[index] for index in waiting), *left])
            raise
        return _all_of(values, waiting) if waiting else values

    def _selection(self, kind: GraphQLObjectType, nodes: object, selected: GroupedFieldSet) -> Selection:
        known = self._plan.known(kind, nodes)
        if known is not None:
            return known
        return self._plan.made(kind, nodes, selected, self.schema)

    def _executed(self, selection: Selection, parent: object, path: Path | None) -> Fields:
        """The completed fields of one object, or what is to be awaited for them."""
        results: dict[str, Any] = {}
        waiting: list[str] = []
        kind = selection.kind
        try:
            for step in selection.steps:
                value = results[step.name] = self._field(step, kind, parent, path)
                if value.__class__ not in _SETTLED and self.is_awaitable(value):
                    waiting.append(step.name)
        except Exception:
            self._abandon([results[name] for name in waiting])
            raise
        return _all_of(results, waiting) if waiting else results

    def _field(self, step: Step, kind: GraphQLObjectType, parent: object, path: Path | None) -> object:
        """The completed value of one field, or what is to be awaited for it."""
        try:
            if step.read is not None:
                value = step.read(parent)
            elif step.answer is not None:
                value = step.answer(parent, self.context_value)
            else:
                here = Path(path, step.name, kind.name)
                return self.execute_field(kind, parent, step.details, here, None)
            if value.__class__ is step.leaf:
                return value if step.write is None else step.write(value)
        except Exception as error:  # noqa: BLE001 - whatever is raised is an error of this field
            here = Path(path, step.name, kind.name)
            self.handle_field_error(error, step.field.type, step.details, here)
            return None
        if value is None and step.nullable:
            return None
        here = Path(path, step.name, kind.name)
        info = self.build_resolve_info(step.field, step.nodes, kind, here)
        return self._completed(step.field.type, step.details, info, here, value)

    def _completed(
        self,
        kind: GraphQLOutputType,
        details: Details,
        info: Info,
        path: Path,
        value: object,
    ) -> object:
        """A value or an element of a list as graphql-core completes it, errors put at their place."""
        if self.is_awaitable(value):
            return self.complete_awaitable_value(kind, details, info, path, value, None)
        try:
            completed = self.complete_value(kind, details, info, path, value, None)
        except Exception as error:  # noqa: BLE001 - whatever is raised is an error of this field
            self.handle_field_error(error, kind, details, path)
            return None
        if completed.__class__ in _SETTLED or not self.is_awaitable(completed):
            return completed
        return self._caught(completed, kind, details, path)

    async def _caught(
        self, completed: Awaitable[Any], kind: GraphQLOutputType, details: Details, path: Path
    ) -> object:
        try:
            return await completed
        except Exception as error:  # noqa: BLE001 - whatever is raised is an error of this field
            self.handle_field_error(error, kind, details, path)
            return None

    def _abandon(self, waiting: list[Awaitable[Any]]) -> None:
        if waiting:
            self.settle_in_background(waiting)


async def _all_of(results: Results, waiting: Sequence[Any]) -> Results:
    """The results, with those that stand at the keys in `waiting` awaited side by side."""
    if len(waiting) == 1:
        results[waiting[0]] = await results[waiting[0]]
        return results
    values = await gather_with_cancel(*(results[key] for key in waiting))
    for key, value in zip(waiting, values, strict=True):
        results[key] = value
    return results
