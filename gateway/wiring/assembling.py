"""Putting the graph together: systems, readers, what keeps the index, and the schema over all of it."""

import httpx

from domain.availability.selling import Selling
from domain.ports.state import Clock, Crosswalk
from gateway.assembly.graph import assembled
from gateway.assembly.selling.bound import with_availability
from gateway.positions.assembled import kept_stocks
from gateway.settings.instance_file import InstanceFile
from gateway.shield.stack import Shield
from gateway.shield.timing import Timing
from gateway.store.links.sql_crosswalk import crosswalk_of
from gateway.store.links.writer import LinkWriter, told_to
from gateway.sync.assembled import Sync, Synced, assembled_sync, polled
from gateway.sync.kept import Kept
from gateway.sync.known_lately import KnownLately
from gateway.watching.watches import Watches
from gateway.wiring.graph import Graph
from gateway.wiring.systems import shielded, watched
from resolvers.context import Search
from resolvers.limiting.limits import Limits
from resolvers.schema import build_schema


def connected_graph(
    file: InstanceFile,
    clock: Clock,
    watches: Watches,
    kept: Kept,
    network: httpx.AsyncBaseTransport | None = None,
) -> Graph:
    """Connect every instance of the file and assemble the graph. Nothing is called yet."""
    systems = watched(file, clock, watches, kept.guards, network)
    crosswalk = crosswalk_of(file, kept.links, clock)
    learned = LinkWriter(told_to(crosswalk, clock, kept.raise_all), watches.metrics)
    stocks = kept_stocks(file.positions, kept, crosswalk, clock)
    shield = Shield(stocks.terms(file.freshness), kept.shield, Timing(clock))
    instances = [shielded(each, file, shield, stocks) for each in systems.connections]
    readers = assembled(kept.assembly(instances, file, crosswalk, learned))
    sources = polled(
        {each.instance: each.changes for each in systems.connections}, file.instances, kept.sync_every
    )
    sync = assembled_sync(
        Synced(readers=readers, crosswalk=crosswalk, polled=sources, rules=file.due),
        kept.for_sync(),
        clock,
        kept.raise_all,
    )
    places = tuple(file.locations)
    selling = Selling(file.selling, places)
    return Graph(
        schema=build_schema(),
        limits=Limits(**file.limits.of_operation()),
        readers=with_availability(sync.readers, selling, places, clock, holds=kept.holds, supply=kept.coming),
        backends=watches.backends(systems.ledger, file.instances, shield),
        places=places,
        selling=selling,
        systems=systems,
        clock=clock,
        due=file.due,
        search=_search(kept, sync, crosswalk, clock),
        crosswalk=crosswalk,
        kept=kept,
        sync=sync,
        learned=learned,
        shield=shield,
        stocks=stocks,
    )


def _search(kept: Kept, sync: Sync, crosswalk: Crosswalk, clock: Clock) -> Search:
    return Search(
        index=KnownLately(kept.index, clock),
        purchases=kept.purchases,
        feeds=kept.feeds,
        learner=sync.learner,
        crosswalk=crosswalk,
        email_term=kept.email_term,
    )
