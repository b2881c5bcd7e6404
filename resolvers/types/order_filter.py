"""What a client may say of the orders that it looks for, and what it means to the index."""

from collections.abc import Mapping, Sequence

import strawberry

from domain.errors import BadInput
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.search.orders import Between, OrderFilter, SortField
from domain.search.recognition import readable
from domain.search.terms import Term, TermKind, term
from resolvers.context import EmailTerm
from resolvers.tags import PERSONAL
from resolvers.types.values import PeriodInput

strawberry.enum(SortField, name="OrderSortField", description="What orders can be sorted by.")

_IDENTIFIERS: Mapping[str, tuple[str, TermKind]] = {
    "number": ("number", TermKind.ORDER),
    "channel_order": ("channelOrder", TermKind.CHANNEL_ORDER),
    "customer_po": ("customerPo", TermKind.CUSTOMER_PO),
    "warehouse_order": ("warehouseOrder", TermKind.WAREHOUSE_ORDER),
    "invoice": ("invoice", TermKind.INVOICE),
    "shipment": ("shipment", TermKind.SHIPMENT),
    "tracking_number": ("trackingNumber", TermKind.TRACKING),
    "returned": ("return", TermKind.RETURN),
}
"""Attribute of the filter to its name in the graph and the kind of its term."""


@strawberry.input(
    description=(
        "Which orders. All conditions must hold; in a list, any of its values, and an empty list is no "
        "condition. Numbers are whole; blanks, case, `#` and a `PO` before them do not matter."
    )
)
class OrderFilterInput:
    """Each condition that is left out does not matter."""

    number: str | None = strawberry.field(default=None, description="Our number.")
    channel_order: str | None = strawberry.field(default=None, description="The sales channel's number.")
    customer_po: str | None = strawberry.field(default=None, description="The customer's own number.")
    warehouse_order: str | None = strawberry.field(default=None, description="A warehouse's number.")
    invoice: str | None = strawberry.field(default=None, description="Number of one of its invoices.")
    shipment: str | None = strawberry.field(default=None, description="Number of one of its shipments.")
    tracking_number: str | None = strawberry.field(default=None, description="A carrier's number.")
    returned: str | None = strawberry.field(
        default=None, name="return", description="Number of one of its returns."
    )
    email: str | None = strawberry.field(
        default=None,
        description="The customer's e-mail. Needs the scope `orders:read:pii`.",
        directives=[PERSONAL],
    )
    customer: list[str] | None = strawberry.field(default=None, description="Our codes of the customers.")
    channel: list[str] | None = strawberry.field(default=None, description="Where they were sold.")
    status: list[OrderStatus] | None = strawberry.field(default=None, description="How far the goods are.")
    billing_status: list[BillingStatus] | None = strawberry.field(
        default=None, description="How far the money is."
    )
    return_status: list[OrderReturnStatus] | None = strawberry.field(
        default=None, description="How much came back."
    )
    placed: PeriodInput | None = strawberry.field(default=None, description="When they were placed.")
    promised: PeriodInput | None = strawberry.field(default=None, description="When delivery is promised.")
    changed: PeriodInput | None = strawberry.field(default=None, description="When they last changed.")
    sku: list[str] | None = strawberry.field(default=None, description="Items on any of their lines.")
    location: list[str] | None = strawberry.field(default=None, description="Places that ship any line.")
    overdue: bool | None = strawberry.field(
        default=None, description="Whether something that was due has not come."
    )


@strawberry.input(description="The order of orders. Those without the field come last; the number decides.")
class OrderSortInput:
    """After domain.search.orders.OrderSort."""

    field: SortField = strawberry.field(default=SortField.PLACED_AT, description="What to sort by.")
    descending: bool = strawberry.field(default=True, description="Newest first.")


def identified(given: OrderFilterInput) -> dict[Term, str]:
    """The identifiers of a filter as terms, each with the text it was made of. Raises BadInput."""
    named = ((getattr(given, attribute), *kind) for attribute, kind in _IDENTIFIERS.items())
    return {
        _term(kind, text, f"filter.{name}"): text.strip() for text, name, kind in named if text is not None
    }


def condition(given: OrderFilterInput, identifiers: Sequence[Term], email_term: EmailTerm) -> OrderFilter:
    """What a filter means to the index. Raises BadInput that names the place."""
    groups = [(one,) for one in identifiers]
    if given.email is not None:
        groups.append((email_term(given.email, field="filter.email"),))
    items = _terms(TermKind.SKU, given.sku, "filter.sku")
    places = _terms(TermKind.LOCATION, given.location, "filter.location")
    return OrderFilter(
        terms=(*groups, *(group for group in (items, places) if group)),
        customers=_names(given.customer, "filter.customer"),
        channels=_names(given.channel, "filter.channel"),
        statuses=tuple(given.status or ()),
        billing_statuses=tuple(given.billing_status or ()),
        return_statuses=tuple(given.return_status or ()),
        placed=_between(given.placed, "filter.placed"),
        promised=_between(given.promised, "filter.promised"),
        changed=_between(given.changed, "filter.changed"),
        overdue=given.overdue,
    )


def _term(kind: TermKind, text: str, field: str) -> Term:
    return term(kind, readable(text, field=field), field=field)


def _terms(kind: TermKind, texts: Sequence[str] | None, field: str) -> tuple[Term, ...]:
    return tuple(_term(kind, text, field) for text in texts or ())


def _names(texts: Sequence[str] | None, field: str) -> tuple[str, ...]:
    return tuple(readable(text, field=field) for text in texts or ())


def _between(given: PeriodInput | None, field: str) -> Between | None:
    if given is None or given.since is given.until is None:
        return None
    if given.since is not None and given.until is not None and given.since >= given.until:
        raise BadInput("should begin before it ends", field=field)
    return Between(since=given.since, until=given.until)
