"""All feeds from and to brokers, put together for one process."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from prometheus_client import CollectorRegistry

from domain.ports.outbox import Outbox
from gateway.brokers.kinds import incoming_link, outgoing_link
from gateway.brokers.links import KeptLink, Link
from gateway.brokers.publisher import Publisher
from gateway.brokers.publishing import Publishing, PublishParts
from gateway.brokers.taking import Taking, TakingParts
from gateway.intake.assembled import Intake, Intaken
from gateway.settings.brokers.section import Brokers, Incoming, Outgoing
from gateway.settings.instance_file import InstanceFile
from gateway.telemetry.broker_metrics import BrokerMetrics


@dataclass(frozen=True, slots=True)
class BrokerFeeds:
    """`start` connects them all, and waits for none; `aclose` ends them."""

    incoming: Sequence[KeptLink[Link]]
    outgoing: Sequence[Publisher]

    def start(self) -> None:
        """Needs a running loop."""
        for link in self.incoming:
            link.start()
        for publisher in self.outgoing:
            publisher.start()

    async def aclose(self) -> None:
        """What is under way is answered for or given back."""
        taken = (link.aclose() for link in self.incoming)
        await asyncio.gather(*taken, *(publisher.aclose() for publisher in self.outgoing))


def assembled_brokers(
    file: InstanceFile, intake: Intake, of: Intaken, outbox: Outbox, registry: CollectorRegistry
) -> BrokerFeeds:
    """Make the feeds of a file; nothing is connected yet. of: what intake is made of."""
    brokers: Brokers = file.brokers
    metrics = BrokerMetrics(registry)
    taking = TakingParts(
        gathering=intake.gathering,
        log=intake.stores.log,
        clock=of.clock,
        behind=lambda: intake.worker.waiting,
        most_behind=file.events.most_behind,
        raise_all=of.raise_all,
        metrics=of.metrics,
    )
    publishing = PublishParts(
        log=intake.stores.log,
        outbox=outbox,
        clock=of.clock,
        raise_all=of.raise_all,
        metrics=metrics,
    )
    return BrokerFeeds(
        incoming=[_in(name, feed, taking, metrics) for name, feed in brokers.incoming.items()],
        outgoing=[_out(name, feed, publishing, intake) for name, feed in brokers.outgoing.items()],
    )


def _in(name: str, feed: Incoming, parts: TakingParts, metrics: BrokerMetrics) -> KeptLink[Link]:
    def made() -> Link:
        settings = feed.settings
        return incoming_link(feed, Taking(settings.instance, name, parts, most=settings.body_bytes))

    return KeptLink(name, made, metrics.connected)


def _out(name: str, feed: Outgoing, parts: PublishParts, intake: Intake) -> Publisher:
    link = KeptLink(name, partial(outgoing_link, feed), parts.metrics.connected)
    return Publisher(Publishing(name, feed.settings, parts), link, intake.tail)
