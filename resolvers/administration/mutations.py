"""Changes of partners: each is made in the name of who asks, and keeps to what that one has itself.

A principal that is held to some rows changes nothing. What a partner loses it loses at every process within
two seconds.
"""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.partners import Grant
from domain.ports.partner_office import PARTNER_CHANGES, PARTNER_KEYS
from domain.registry.records import Partner as Registered
from resolvers.administration.asking import office_of
from resolvers.administration.inputs import GrantInput, PartnerSubjectInput, QuotaInput
from resolvers.administration.shown import KeyPayload, PartnerPayload, shown_partner
from resolvers.administration.types import Partner, PartnerKey
from resolvers.context import GraphContext
from resolvers.types.lanes import Lane

Info = strawberry.Info[GraphContext]
Name = Annotated[str, strawberry.argument(description="The name of the partner.")]
NewName = Annotated[
    str,
    strawberry.argument(
        description="A name that stays: lower-case letters, digits, dots, dashes, underscores."
    ),
]
Title = Annotated[str, strawberry.argument(description="What people call it.")]
Subjects = Annotated[
    list[PartnerSubjectInput] | None, strawberry.argument(description="Whose tokens are its own.")
]
Rights = Annotated[
    GrantInput | None, strawberry.argument(description="What it may see; nothing where left out.")
]
NewRights = Annotated[GrantInput, strawberry.argument(description="What it may see from now on.")]
InLane = Annotated[Lane | None, strawberry.argument(description="How urgent its questions are.")]
Weight = Annotated[int | None, strawberry.argument(description="Its share among equals.")]
Share = Annotated[QuotaInput | None, strawberry.argument(description="How much it may ask.")]
Label = Annotated[str, strawberry.argument(description="What the key is for.")]
Expires = Annotated[
    datetime | None, strawberry.argument(description="From then on it holds no more; never where left out.")
]
Prefix = Annotated[str, strawberry.argument(description="The `prefix` of the key, or the whole of it.")]


@strawberry.type(description="The partner as it is now.")
class AddPartnerPayload:
    """After resolvers.administration.shown.PartnerPayload."""

    partner: Partner | None = strawberry.field(description="The partner.")


@strawberry.type(description="The partner as it is now.")
class SetGrantPayload:
    """After resolvers.administration.shown.PartnerPayload."""

    partner: Partner | None = strawberry.field(description="The partner.")


@strawberry.type(description="The partner as it is now.")
class SuspendPartnerPayload:
    """After resolvers.administration.shown.PartnerPayload."""

    partner: Partner | None = strawberry.field(description="The partner.")


@strawberry.type(description="The partner as it is now.")
class ResumePartnerPayload:
    """After resolvers.administration.shown.PartnerPayload."""

    partner: Partner | None = strawberry.field(description="The partner.")


@strawberry.type(description="The partner as it was.")
class RemovePartnerPayload:
    """After resolvers.administration.shown.PartnerPayload."""

    partner: Partner | None = strawberry.field(description="The partner, which is gone.")


@strawberry.type(description="A key that was just made.")
class AddPartnerKeyPayload:
    """After resolvers.administration.shown.KeyPayload."""

    text: str = strawberry.field(description="The whole key. It is told this once, and kept nowhere.")
    key: PartnerKey = strawberry.field(description="What is kept of it.")


@strawberry.type(description="The key as it is now.")
class RevokePartnerKeyPayload:
    """After resolvers.administration.shown.KeyPayload."""

    key: PartnerKey = strawberry.field(description="The key.")


async def add_partner(  # noqa: PLR0913, PLR0917 - one for each argument in the graph
    info: Info,
    name: NewName,
    title: Title = "",
    subjects: Subjects = None,
    grant: Rights = None,
    lane: InLane = None,
    weight: Weight = None,
    quota: Share = None,
) -> PartnerPayload:
    """Take up a partner."""
    partner = Registered(
        name=name,
        title=title,
        grant=Grant(scopes=frozenset()) if grant is None else grant.grant(),
        lane=lane or Lane.INTERACTIVE,
        weight=1 if weight is None else weight,
        quota=None if quota is None else quota.quota(),
        subjects=frozenset(each.subject() for each in subjects or ()),
    )
    return _payload(info, await office_of(info.context).add(partner, info.context.principal))


async def set_grant(  # noqa: PLR0913, PLR0917 - one for each argument in the graph
    info: Info,
    name: Name,
    grant: NewRights,
    lane: InLane = None,
    weight: Weight = None,
    quota: Share = None,
) -> PartnerPayload:
    """Give a partner other rights."""
    changed = await office_of(info.context).set_grant(
        name,
        grant.grant(),
        info.context.principal,
        lane=lane,
        weight=weight,
        quota=None if quota is None else quota.quota(),
    )
    return _payload(info, changed)


async def suspend_partner(info: Info, name: Name) -> PartnerPayload:
    """Refuse a partner everything."""
    return _payload(info, await office_of(info.context).suspend(name, info.context.principal))


async def resume_partner(info: Info, name: Name) -> PartnerPayload:
    """End a suspension."""
    return _payload(info, await office_of(info.context).resume(name, info.context.principal))


async def remove_partner(info: Info, name: Name) -> PartnerPayload:
    """Forget a partner and its keys."""
    return _payload(info, await office_of(info.context).remove(name, info.context.principal))


async def add_partner_key(
    info: Info, name: Name, label: Label = "", expires_at: Expires = None
) -> KeyPayload:
    """Make a key."""
    made = await office_of(info.context).make_key(name, label, expires_at, info.context.principal)
    return KeyPayload(made.key, made.text)


async def revoke_partner_key(info: Info, prefix: Prefix) -> KeyPayload:
    """End a key."""
    return KeyPayload(await office_of(info.context).revoke_key(prefix, info.context.principal))


def _payload(info: Info, partner: Registered) -> PartnerPayload:
    # A change before this one may have shown what was known then.
    info.context.batches.forget(PARTNER_KEYS)
    info.context.batches.forget(PARTNER_CHANGES)
    return PartnerPayload(shown_partner(partner))
