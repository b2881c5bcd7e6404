"""Which events of the log: the same condition for the query, the subscription, the webhook and the store."""

from datetime import datetime

import msgspec

from domain.events.record import Event


class EventFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold; None leaves a question open, an empty set nothing through.

    types: names such as `order.shipped`, or a family such as `order`. keys: entity keys (`order:SO-1`), of
    which the subject or a related one must be one. sources: instances. since: recorded then or later.
    customers, carriers: of whom one must be among the event's owners.
    """

    types: frozenset[str] | None = None
    keys: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    since: datetime | None = None
    customers: frozenset[str] | None = None
    carriers: frozenset[str] | None = None


def keys_of(event: Event) -> frozenset[str]:
    """The entity keys that an event concerns."""
    return frozenset((event.subject, *event.related))


def matches(wanted: EventFilter, event: Event) -> bool:
    """Whether it is one of these events. Whose it is, the policy says."""
    if wanted.types is not None and wanted.types.isdisjoint((event.type, event.type.partition(".")[0])):
        return False
    if wanted.sources is not None and event.source not in wanted.sources:
        return False
    if wanted.since is not None and event.recorded_at < wanted.since:
        return False
    owners = event.owners
    if not (_among(wanted.customers, owners.customers) and _among(wanted.carriers, owners.carriers)):
        return False
    return wanted.keys is None or not wanted.keys.isdisjoint((event.subject, *event.related))


def _among(wanted: frozenset[str] | None, owners: frozenset[str] | None) -> bool:
    return wanted is None or not wanted.isdisjoint(owners or ())
