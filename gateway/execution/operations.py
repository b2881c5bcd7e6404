"""What is asked to be run, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import OperationDefinitionNode, OperationType

from domain.partners import FieldRights, Principal
from gateway.execution.answers import Answer, wrong_operation
from gateway.execution.bounds import Place
from gateway.execution.costing.pricing import Price
from gateway.execution.documents import Document
from gateway.execution.patience import Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQLRequest:
    """What a caller asks to run, whatever the transport.

    document: its text, or None where it is meant by its id among the trusted documents, or by its SHA-256
    (64 hex digits, lower case) alone.
    """

    document: str | None = None
    document_id: str = ""
    sha256: str = ""
    operation_name: str | None = None
    variables: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation that can be run: valid, within the limits, with the variables as they came."""

    document: Document
    node: OperationDefinitionNode
    variables: Mapping[str, object]

    @property
    def bounds(self) -> Place:
        """What it asks of freshness."""
        return self.document.bounds[self._name].of(self.variables)

    def price(self, rights: FieldRights) -> Price:
        """What it costs whoever has these rights."""
        return self.document.costs[self._name].of(rights, self.variables)

    @property
    def _name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """For whom an operation runs, and the trace (32 hex digits) that it belongs to.

    wait: since when the caller waits, and how long it wants to; None: since now.
    """

    principal: Principal
    correlation_id: str
    wait: Wait | None = None


def chosen(document: Document, name: str | None) -> OperationDefinitionNode | Answer:
    """The operation of that name, or the only one where no name is given."""
    if name is None and len(document.operations) == 1:
        return next(iter(document.operations.values()))
    node = document.operations.get(name)
    if node is not None:
        return node
    known = ", ".join(str(one) for one in document.operations)
    if name is None:
        return wrong_operation(f"operationName must name one of the document's operations: {known}")
    return wrong_operation(f"operationName: the document has no operation '{name[:60]}', only: {known}")
