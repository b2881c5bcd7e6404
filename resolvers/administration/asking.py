"""What every question about partners begins with."""

from domain.errors import BadInput, StoreUnavailable
from domain.ports.partner_office import PartnerOffice
from resolvers.context import GraphContext

LARGEST_PAGE = 100


def office_of(context: GraphContext) -> PartnerOffice:
    """Where partners are administered. Raises StoreUnavailable where they are not."""
    if context.office is None:
        raise StoreUnavailable("no partners are administered here")
    return context.office


def check_first(first: int) -> int:
    """The length of a page. Raises BadInput."""
    if not 1 <= first <= LARGEST_PAGE:
        raise BadInput(f"should be from 1 to {LARGEST_PAGE}, not {first}", field="first")
    return first
