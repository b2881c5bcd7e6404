"""Partners at the root of the graph.

For a principal that is held to some rows there are none.
"""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from domain.policy import unrestricted
from domain.registry.records import PartnerChange
from resolvers.administration.asking import office_of
from resolvers.administration.shown import ShownPartner, connection, shown_partner
from resolvers.builds.pages import Counted
from resolvers.context import GraphContext
from resolvers.paging import After, First, page_length
from resolvers.references import absent

Info = strawberry.Info[GraphContext]
Name = Annotated[str, strawberry.argument(description="The name of the partner.")]
OfName = Annotated[
    str | None,
    strawberry.argument(description="The name of a partner, which may be gone; all where left out."),
]


async def partners(info: Info, first: First = 20, after: After = None) -> Counted[ShownPartner]:
    """One page of partners."""
    known = await office_of(info.context).partners() if unrestricted(info.context.principal) else ()
    return connection(known, page_length(first), after)


async def partner(info: Info, name: Name) -> ShownPartner | None:
    """One partner. Raises NotFound where there are none for who asks."""
    if not unrestricted(info.context.principal):
        raise absent()
    found = await office_of(info.context).partner(name)
    return None if found is None else shown_partner(found)


async def partner_changes(info: Info, name: OfName = None, first: First = 20) -> Sequence[PartnerChange]:
    """The audit."""
    if not unrestricted(info.context.principal):
        return ()
    return await office_of(info.context).changes(name, page_length(first))
