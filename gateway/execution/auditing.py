"""What is kept of an answer that shows personal data, where the grant asks for it."""

from collections.abc import Callable

from graphql import GraphQLSchema

from domain.registry.personal_reads import MOST_SUBJECTS, PersonalRead
from domain.stock import StockKey
from gateway.execution.operations import Operation
from resolvers.context import GraphContext
from resolvers.limiting.document_size import fragments_of

Audit = Callable[[PersonalRead], None]
"""Takes a line at once; it is written behind the answer."""

_SUBJECTS = {
    "customers": "customer",
    "orders": "order",
    "shipments": "shipment",
    "tracking": "tracking",
    "returns": "return",
}
"""Ports whose records may hold personal data, and how their keys are entity keys."""


def personal_read(operation: Operation, context: GraphContext, schema: GraphQLSchema) -> PersonalRead | None:
    """The line of the audit; None where the grant asks for none, or nothing of a person was shown."""
    principal = context.principal
    if not principal.grant.audited:
        return None
    plan = operation.document.plans.of(operation.node, principal.grant.fields)
    personal = plan.foreseen(schema, operation.node, fragments_of(operation.document.ast)).personal
    if not personal:
        return None
    subjects = [
        f"{_SUBJECTS[port]}:{key}"
        for port, key in context.batches.shown_keys()
        if port in _SUBJECTS and not isinstance(key, StockKey)
    ]
    return PersonalRead(
        at=context.clock.now(),
        partner=principal.partner,
        person=principal.person,
        operation=operation.node.name.value if operation.node.name else "",
        fields=tuple(sorted(personal)),
        subjects=tuple(subjects[:MOST_SUBJECTS]),
        count=len(subjects),
        correlation_id=context.demand.correlation_id,
    )
