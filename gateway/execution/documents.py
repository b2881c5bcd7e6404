"""Documents, parsed and validated once per text."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gateway.execution.answers import Answer, Outcome, oversized
from gateway.execution.bounds import Bounds
from gateway.execution.conditions import conditional
from gateway.execution.costing.pricing import Costs
from gateway.execution.introspection import asks_for_schema, disabled
from gateway.execution.planned.plans import Plans, Shelf
from resolvers.errors import PARSE_FAILED, VALIDATION_FAILED, refused
from resolvers.limiting.document_size import operations_of
from resolvers.limiting.limits import Limits, document_excess, syntax_excess, text_excess

_MOST_ERRORS = 20
_MOST_TEXTS = 5_000
# Merging compares fields with each other: only what passed the other rules is worth its time.
_MERGING = (OverlappingFieldsCanBeMergedRule,)
_RULES = (
    *(rule for rule in specified_rules if rule not in _MERGING),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document: its operations by name (`None` for the one without), plans, bounds and costs."""

    ast: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    plans: Plans
    bounds: Mapping[str | None, Bounds]
    costs: Mapping[str | None, Costs]


class Documents:
    """Valid and invalid documents of one schema by text, the longest unused forgotten first.

    remembered: characters of all texts together, of which there are 5,000 at most. A character of GraphQL
    holds 100 to 300 bytes of memory once it is parsed. introspection: whether documents may ask for the
    schema; where not, errors suggest no names of it either.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        remembered: int = 500_000,
        introspection: bool = True,
    ) -> None:
        self._schema = schema
        self._introspection = introspection
        self._limits = limits
        self._room = remembered
        self._shelf = Shelf()
        self._known: OrderedDict[str, Document | Answer] = OrderedDict()

    def read(self, text: str) -> Document | Answer:
        """The document, or why it can't be run."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        if excess := text_excess(text, self._limits):
            return oversized(excess)
        read = self._read(text)
        self._remember(text, read)
        return read

    def _remember(self, text: str, read: Document | Answer) -> None:
        self._known[text] = read
        self._room -= len(text)
        while self._room < 0 or len(self._known) > _MOST_TEXTS:
            forgotten, _ = self._known.popitem(last=False)
            self._room += len(forgotten)

    def _read(self, text: str) -> Document | Answer:
        try:
            document = parse(text, max_lexical_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            excess = syntax_excess(text, self._limits)
            return oversized(excess) if excess else _invalid([error], PARSE_FAILED)
        if excess := document_excess(document, self._limits):
            return oversized(excess)
        if not self._introspection and asks_for_schema(document):
            return disabled()
        for rules in (_RULES, _MERGING):
            if errors := self._validated(document, rules):
                return _invalid(errors, VALIDATION_FAILED)
        operations = {node.name.value if node.name else None: node for node in operations_of(document)}
        plans = Plans(self._shelf, len(text), fixed=not conditional(document))
        bounds = {name: Bounds(self._schema, document, node) for name, node in operations.items()}
        costs = {name: Costs(self._schema, document, node) for name, node in operations.items()}
        return Document(document, operations, plans, bounds, costs)

    def _validated(
        self, document: DocumentNode, rules: Collection[type[ASTValidationRule]]
    ) -> list[GraphQLError]:
        hide = not self._introspection
        return validate(self._schema, document, rules, max_errors=_MOST_ERRORS, hide_suggestions=hide)


def _invalid(errors: Sequence[GraphQLError], code: str) -> Answer:
    return Answer(outcome=Outcome.INVALID, errors=[refused(error, code) for error in errors])
