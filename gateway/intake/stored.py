"""What intake works with of our store, and what works with the same."""

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.state import Clock
from gateway.intake.assembled import Intaken
from gateway.intake.polled import PolledNews
from gateway.intake.retention import LogStores
from gateway.settings.events import Events
from gateway.store.following.sql_followed import SqlFollowed
from gateway.store.following.sql_told_feeds import SqlToldFeeds
from gateway.store.log.sql_dead_letters import SqlDeadLetters
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.log.sql_inbox import SqlInbox
from gateway.store.search.order_owners import SqlOrderOwners
from gateway.sync.kept import Kept
from gateway.telemetry.intake_metrics import IntakeMetrics


def intaken(
    durable: AsyncEngine, kept: Kept, settings: Events, clock: Clock, registry: CollectorRegistry
) -> Intaken:
    """durable: the store for what was acknowledged."""
    stores = LogStores(inbox=SqlInbox(durable), log=SqlEventLog(durable), letters=SqlDeadLetters(durable))
    return Intaken(
        stores=stores,
        followed=SqlFollowed(durable),
        told_feeds=SqlToldFeeds(durable),
        cases=kept.cases,
        index=kept.index,
        owners_of=SqlOrderOwners(durable).of,
        signal=kept.shield.signal,
        clock=clock,
        raise_all=kept.raise_all,
        settings=settings,
        metrics=IntakeMetrics(registry),
    )


def polled_news(of: Intaken) -> PolledNews:
    """What makes events of the changes that polls find."""
    return PolledNews(of.stores.log, of.index, of.owners_of, of.signal, of.metrics)
