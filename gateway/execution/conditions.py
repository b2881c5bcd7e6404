"""Whether the variables of a document change which of its fields are selected."""

from graphql import DirectiveNode, DocumentNode, GraphQLIncludeDirective, GraphQLSkipDirective, Visitor, visit

_CONDITIONS = frozenset({GraphQLSkipDirective.name, GraphQLIncludeDirective.name})


def conditional(document: DocumentNode) -> bool:
    """Whether anything in the document is skipped or included on a condition."""
    found = _Conditions()
    visit(document, found)
    return found.any


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.any = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        self.any = self.any or node.name.value in _CONDITIONS
