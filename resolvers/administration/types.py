"""Partners, their keys, and who changed what."""

from collections.abc import Awaitable, Sequence
from datetime import datetime

import strawberry

from domain.ports.partner_office import PARTNER_CHANGES, PARTNER_KEYS, AuditPart
from domain.registry.records import ChangeKind, PartnerStatus
from domain.registry.records import PartnerChange as Line
from domain.registry.told import told
from resolvers.administration.grant_types import PartnerGrant, PartnerQuota, PartnerSubject
from resolvers.administration.shown import ShownPartner, keys_shown, partner_name
from resolvers.batched import ask_one, asked, batched, derived
from resolvers.context import GraphContext
from resolvers.paging import First, page_length
from resolvers.types.lanes import Lane
from resolvers.types.search import PageInfo

Info = strawberry.Info[GraphContext]
Lines = Sequence[Line]

strawberry.enum(PartnerStatus, description="A suspended partner is known, and gets nothing.")
strawberry.enum(ChangeKind, name="PartnerChangeKind", description="What was done to a partner.")


@strawberry.type(description="An API key. Of the key itself nothing is kept that could be shown.")
class PartnerKey:
    """After domain.registry.records.ApiKey, without its digest."""

    prefix: str = strawberry.field(description="Its first characters, by which people name it.")
    partner: str = strawberry.field(description="Whose it is, by name.")
    label: str = strawberry.field(description="What it is for.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        description="From then on it holds no more; empty for never."
    )
    revoked_at: datetime | None = strawberry.field(description="When it was ended by somebody.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute or so."
    )


@strawberry.type(description="What one field had before a change and not after it, and the other way round.")
class PartnerDifference:
    """After domain.registry.differences.Difference."""

    field: str = strawberry.field(description="The field, such as `scopes` or `rows.customers`.")
    gone: list[str] = strawberry.field(description="What it has no more.")
    new: list[str] = strawberry.field(description="What it has since.")


@strawberry.type(description="One line of the audit.")
class PartnerChange:
    """After domain.registry.records.PartnerChange."""

    at: datetime = strawberry.field(description="When.")
    who: str = strawberry.field(description="Who did it: a person of a partner, or of the command line.")
    partner: str = strawberry.field(description="The partner, by name; it may be gone.")
    kind: ChangeKind = strawberry.field(description="What was done.")
    differences: list[PartnerDifference] = derived(told, description="Before and after, field by field.")


def _changes(
    root: strawberry.Parent[ShownPartner], info: Info, first: First = 20
) -> Lines | Awaitable[Lines | None] | None:
    return ask_one(info.context, PARTNER_CHANGES, AuditPart(root.name, page_length(first)))


@strawberry.type(description="Who asks, and what it may.")
class Partner:
    """After resolvers.administration.shown.ShownPartner."""

    name: str = strawberry.field(description="Its name in logs, audits and metrics.")
    title: str | None = strawberry.field(description="What people call it.")
    status: PartnerStatus | None = strawberry.field(description="Whether it gets anything.")
    lane: Lane | None = strawberry.field(description="How urgent its questions are.")
    weight: int | None = strawberry.field(description="Its share among equals.")
    quota: PartnerQuota | None = strawberry.field(description="How much it may ask; empty for no limit.")
    subjects: list[PartnerSubject] | None = strawberry.field(description="Whose tokens are its own.")
    grant: PartnerGrant | None = strawberry.field(description="What it may see.")
    keys: list[PartnerKey] | None = batched(
        PARTNER_KEYS, partner_name, keys_shown, description="Its API keys, the newest first."
    )
    changes: list[PartnerChange] | None = asked(
        _changes, description="What was done to it, the latest first."
    )


@strawberry.type(description="One partner of a page.")
class PartnerEdge:
    """After resolvers.builds.pages.Edge."""

    cursor: str = strawberry.field(description="Its place, for `after`.")
    node: Partner | None = strawberry.field(description="The partner.")


@strawberry.type(description="A page of partners, by name.")
class PartnerConnection:
    """After resolvers.builds.pages.Counted."""

    edges: list[PartnerEdge] = strawberry.field(description="The partners of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many there are on all pages.")
