"""What can be changed through the graph: exception cases, partners, and the endpoints of partners."""

from typing import Annotated

import strawberry

from domain.partners import Principal
from resolvers.administration.mutations import (
    AddPartnerKeyPayload,
    AddPartnerPayload,
    RemovePartnerPayload,
    ResumePartnerPayload,
    RevokePartnerKeyPayload,
    SetGrantPayload,
    SuspendPartnerPayload,
    add_partner,
    add_partner_key,
    remove_partner,
    resume_partner,
    revoke_partner_key,
    set_grant,
    suspend_partner,
)
from resolvers.batched import asked
from resolvers.builds.cases import Payload
from resolvers.context import GraphContext
from resolvers.intake.root import IntakeMutations
from resolvers.references import absent
from resolvers.reservations.root import ReservationMutations
from resolvers.tags import OPS
from resolvers.types.exceptions import Case
from resolvers.webhooks.root import WebhookMutations

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the case.")]
Owner = Annotated[str, strawberry.argument(description="Who works on it from now on; 200 characters.")]
Note = Annotated[str, strawberry.argument(description="How it was dealt with; 2,000 characters.")]


@strawberry.type(description="The case as it is now.")
class AssignExceptionPayload:
    """After resolvers.builds.cases.Payload."""

    exception: Case | None = strawberry.field(description="The case.")


@strawberry.type(description="The case as it is now.")
class ResolveExceptionPayload:
    """After resolvers.builds.cases.Payload."""

    exception: Case | None = strawberry.field(description="The case.")


async def _assign(info: Info, id: Id, owner: Owner) -> Payload:  # noqa: A002 - its name in the graph
    context = info.context
    await _check_rows(context, id)
    who, now = _who(context.principal), context.clock.now()
    return Payload(await context.cases.assign(id, owner, who=who, now=now))


async def _resolve(info: Info, id: Id, note: Note) -> Payload:  # noqa: A002 - its name in the graph
    context = info.context
    await _check_rows(context, id)
    who, now = _who(context.principal), context.clock.now()
    return Payload(await context.cases.resolve(id, note, who=who, now=now))


async def _check_rows(context: GraphContext, case_id: str) -> None:
    """For who is held to some rows there are no cases but its own."""
    if context.admission is None:
        return
    if await context.cases.case(case_id, context.admission.rows) is None:
        raise absent()


def _who(principal: Principal) -> str:
    return principal.person or principal.partner


@strawberry.type(description="Work on exception cases, on partners, and on where events are sent.")
class Mutation(WebhookMutations, ReservationMutations, IntakeMutations):
    """Each field needs its scope, as those of Query do."""

    assign_exception: AssignExceptionPayload | None = asked(
        _assign,
        description="Put an exception case into somebody's hands.",
        directives=[OPS],
    )
    resolve_exception: ResolveExceptionPayload | None = asked(
        _resolve,
        description="Close an exception case. The next sighting opens it again.",
        directives=[OPS],
    )
    add_partner: AddPartnerPayload | None = asked(
        add_partner,
        description="Take up a partner. Nobody gives what it has not got itself.",
        directives=[OPS],
    )
    set_grant: SetGrantPayload | None = asked(
        set_grant,
        description="Give a partner other rights, but not oneself. Lane, weight and quota stay if left out.",
        directives=[OPS],
    )
    suspend_partner: SuspendPartnerPayload | None = asked(
        suspend_partner,
        description="Refuse a partner everything, by token and by key, until it is resumed.",
        directives=[OPS],
    )
    resume_partner: ResumePartnerPayload | None = asked(
        resume_partner,
        description="End a suspension.",
        directives=[OPS],
    )
    remove_partner: RemovePartnerPayload | None = asked(
        remove_partner,
        description="Forget a partner and its keys. What was done to it stays in the audit.",
        directives=[OPS],
    )
    add_partner_key: AddPartnerKeyPayload | None = asked(
        add_partner_key,
        description="Make a key beside those of a partner, who may not see more than the asker.",
        directives=[OPS],
    )
    revoke_partner_key: RevokePartnerKeyPayload | None = asked(
        revoke_partner_key,
        description="End a key.",
        directives=[OPS],
    )
