"""Whose reservations are: of a channel, perhaps of a customer, and of nobody else.

Who is held to channels or customers asks for these alone, and there are no others. For who is held to places,
suppliers or carriers there are none: no reservation is theirs.
"""

from domain.errors import BadInput, NotGranted, StoreUnavailable
from domain.events.owners import Owners
from domain.partners import Principal
from domain.policy import ALLOW, decide_row
from domain.ports.reservations import Booking
from domain.reservations.records import Mode, Reservation
from domain.rows.whose import NOBODY
from domain.shapes.words import Exact
from resolvers.context import GraphContext
from resolvers.references import absent


def booking_of(context: GraphContext) -> Booking:
    """Where units are held. Raises StoreUnavailable where they are not."""
    if context.booking is None:
        raise StoreUnavailable("no units are held here")
    return context.booking


async def own(context: GraphContext, name: str) -> Reservation:
    """The reservation, if it is one of the principal's. Raises NotFound, whatever the cause."""
    found = await booking_of(context).reservation(name)
    if found is None or not _is_own(context.principal, found.channel, found.customer):
        raise absent()
    return found


def own_customer(principal: Principal, channel: str, customer: str | None) -> str:
    """The customer for whom the principal may ask there. Raises NotFound, and BadInput where it must say."""
    rows = principal.grant.rows
    if customer is None and rows.customers is not None:
        if len(rows.customers) != 1:
            raise BadInput("should name one of your customers", field="customer")
        (customer,) = rows.customers
    if not _is_own(principal, channel, customer or ""):
        raise absent()
    return customer or ""


def check_mode(principal: Principal, mode: Mode) -> None:
    """What is held of more than there is tells how much there is. Raises NotGranted."""
    if mode is Mode.BEST_EFFORT and not isinstance(principal.grant.shapes.quantity, Exact):
        raise NotGranted("the mode BEST_EFFORT needs the quantity shape exact")


def _is_own(principal: Principal, channel: str, customer: str) -> bool:
    owners = Owners(
        customers=frozenset({customer} if customer else ()),
        channels=frozenset({channel}),
        locations=NOBODY,
        suppliers=NOBODY,
        carriers=NOBODY,
    )
    return decide_row(principal, owners) is ALLOW
