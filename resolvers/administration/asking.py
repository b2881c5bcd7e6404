"""What every question about partners begins with."""

from domain.errors import StoreUnavailable
from domain.ports.partner_office import PartnerOffice
from resolvers.context import GraphContext


def office_of(context: GraphContext) -> PartnerOffice:
    """Where partners are administered. Raises StoreUnavailable where they are not."""
    if context.office is None:
        raise StoreUnavailable("no partners are administered here")
    return context.office
