"""What the log says when something else of an item is on its way: that it changed, and not by how much."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.availability.explaining import OURS
from domain.availability.supply import Supply
from domain.events.owners import Owners
from domain.events.record import Event


def supply_news(
    changed: Mapping[str, frozenset[str]], told: Mapping[str, Sequence[Supply]], now: datetime
) -> list[Event]:
    """One event for each item, of ours: no position was counted. changed: where its supply did, by SKU.

    told: what the documents bring now. Each event is named by that and by the time, for what is on its way
    may become again what it was before.
    """
    return [_event(sku, changed[sku], _change(sku, told, now), now) for sku in sorted(changed)]


def _change(sku: str, told: Mapping[str, Sequence[Supply]], now: datetime) -> str:
    of = [f"{number} {[one for one in told[number] if one.sku == sku]}" for number in sorted(told)]
    named = "\n".join(("supply", sku, now.isoformat(), *of))
    return hashlib.blake2b(named.encode(), digest_size=16).hexdigest()


def _event(sku: str, locations: frozenset[str], change: str, now: datetime) -> Event:
    return Event(
        type="stock.changed",
        source=OURS,
        source_event_id=f"supply-{change}",
        id=change,
        subject=f"sku:{sku}",
        owners=Owners(locations=locations),
        occurred_at=now,
        recorded_at=now,
    )
