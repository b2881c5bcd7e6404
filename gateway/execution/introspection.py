"""Whether a document asks for the schema itself, in GraphQL's own way or in federation's."""

from graphql import BREAK, DocumentNode, FieldNode, Visitor, VisitorAction, visit

from gateway.execution.answers import Answer, Outcome
from resolvers.errors import with_code

DISABLED = "INTROSPECTION_DISABLED"
_ASKING = frozenset({"__schema", "__type", "_service"})


def asks_for_schema(document: DocumentNode) -> bool:
    """Whether any of its fields is one that shows the schema; `__typename` shows nothing of it."""
    found = _Asking()
    visit(document, found)
    return found.any


def disabled() -> Answer:
    """The schema is not shown here."""
    message = "Introspection is switched off here: the schema is published elsewhere"
    return Answer(outcome=Outcome.REFUSED, errors=[with_code(message, DISABLED)], limit="introspection")


class _Asking(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.any = False

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        self.any = node.name.value in _ASKING
        return BREAK if self.any else None
