"""Who may share a live stream: those for whom each item is the same bytes.

Where a stream resumes is each one's own, so it stands in no key. What a grant wants audited is kept for each
person who looks, so that of such a stream nobody shares another's.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)

from domain.partners import Principal, full_fingerprint
from gateway.execution.operations import Operation
from resolvers.limiting.document_size import Fragments, fragments_of
from resolvers.limiting.merged_fields import merged

_AFTER = "after"


def group_key(operation: Operation, principal: Principal, *, personal: bool) -> Hashable:
    """(document, operation, variables without the cursor, full fingerprint) and, where it counts, who asks.

    personal: whether the operation shows something of a person.
    """
    audited = personal and principal.grant.audited
    return (
        _text_hash(operation.document.ast),
        operation.node.name.value if operation.node.name else "",
        orjson.dumps(_without_cursor(operation), option=orjson.OPT_SORT_KEYS),
        full_fingerprint(principal.grant),
        (principal.partner, principal.person) if audited else None,
    )


def root_field(operation: OperationDefinitionNode, fragments: Fragments) -> FieldNode:
    """The one field of a subscription."""
    return next(merged([operation.selection_set], fragments))


def _text_hash(document: DocumentNode) -> bytes:
    text = document.loc.source.body if document.loc else print_ast(document)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _without_cursor(operation: Operation) -> Mapping[str, object]:
    named = set(_cursor_variables(operation))
    return {name: value for name, value in operation.variables.items() if name not in named}


def _cursor_variables(operation: Operation) -> Iterator[str]:
    """The variable that says where to resume, unless it says something else too."""
    fragments = fragments_of(operation.document.ast)
    used = _Used()
    for node in (operation.node.selection_set, *fragments.values()):
        visit(node, used)
    for argument in root_field(operation.node, fragments).arguments or ():
        if argument.name.value == _AFTER and isinstance(argument.value, VariableNode):
            name = argument.value.name.value
            if used.times[name] == 1:
                yield name


class _Used(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[str] = Counter()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.times[node.name.value] += 1
