"""Our own state: what a process keeps in its database and shares by Redis, before there is a graph."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.state import Clock
from gateway.assembly.selling.coming import RememberedSupply
from gateway.clock import SystemClock
from gateway.identity.api_keys import digest
from gateway.partners.state import PartnerState, partner_state
from gateway.settings.identity.key_secret import key_secret
from gateway.settings.instance_file import InstanceFile
from gateway.settings.process import ProcessSettings
from gateway.settings.search_key import search_key
from gateway.shield.guards import guard_state
from gateway.shield.state import ShieldState, shield_state
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.cases.told_cases import ToldCases
from gateway.store.cases.writer import CaseWriter
from gateway.store.database import durable_database, is_embedded, open_database
from gateway.store.following.sql_told_feeds import SqlToldFeeds
from gateway.store.last_known import SqlLastKnown
from gateway.store.links.sql_links import SqlLinks
from gateway.store.log.own_news import OwnNews
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.poll_claims import AdvisoryClaims
from gateway.store.positions.sql_positions import SqlPositions
from gateway.store.search.order_owners import SqlOrderOwners
from gateway.store.search.sql_feeds import SqlFeeds
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.search.sql_purchase_index import SqlPurchaseIndex
from gateway.store.sql_store import SqlStore
from gateway.store.supply.sql_supply import SqlSupply
from gateway.sync.claims import ClaimsInProcess
from gateway.sync.kept import Kept
from gateway.watching.watches import Watches


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnState:
    """durable: the store for what was acknowledged. cases: writes them behind. kept: what a graph finds.

    coming: supply as it is remembered for every graph; who follows the log has it hear of news.
    """

    store: SqlStore
    durable: AsyncEngine
    cases: CaseWriter
    partners: PartnerState
    coming: RememberedSupply
    kept: Kept


def own_state(settings: ProcessSettings, file: InstanceFile, watches: Watches, clock: Clock) -> OwnState:
    """Make it; nothing is opened yet."""
    store = SqlStore(open_database(settings.database))
    durable = durable_database(store.engine)
    shield = _shield(settings, file, store, clock)
    tell = OwnNews(SqlEventLog(durable), shield.signal)
    cases = ToldCases(SqlExceptionCases(store.engine), tell, SqlOrderOwners(store.engine).of)
    writer = CaseWriter(cases, clock, watches.metrics)
    partners = partner_state(
        store.engine,
        shield.signal,
        SystemClock(),
        watches.metrics,
        lambda text: digest(key_secret(settings), text),
    )
    supply = SqlSupply(store.engine)
    coming = RememberedSupply(supply, clock)
    kept = Kept(
        index=SqlOrderIndex(store.engine),
        purchases=SqlPurchaseIndex(store.engine),
        feeds=SqlFeeds(store.engine),
        links=SqlLinks(store.engine),
        email_key=search_key(settings),
        cases=cases,
        raise_all=writer.offer,
        claims=ClaimsInProcess() if is_embedded(store.engine.url) else AdvisoryClaims(store.engine),
        sync_every=settings.sync_every,
        guards=guard_state(settings, clock, watches.hosts, watches.metrics.limits_degraded),
        shield=shield,
        office=partners.office,
        log=SqlEventLog(store.engine),
        positions=SqlPositions(store.engine),
        told_feeds=SqlToldFeeds(store.engine),
        supply=supply,
        coming=coming,
        tell=tell,
    )
    return OwnState(store=store, durable=durable, cases=writer, partners=partners, coming=coming, kept=kept)


def _shield(settings: ProcessSettings, file: InstanceFile, store: SqlStore, clock: Clock) -> ShieldState:
    return shield_state(
        settings.redis.get_secret_value(),
        clock,
        SqlLastKnown(store.engine),
        file.freshness.last_known,
        "" if is_embedded(store.engine.url) else settings.database,
    )
