"""Administering partners over a real store: what is refused leaves nothing, and what is done is told."""

from functools import partial

import pytest
from msgspec.structs import replace

from domain.errors import BadInput, NotGranted
from domain.partners import Grant, Principal, Scope
from domain.ports.cache import News, PartnersChanged
from domain.registry.records import ChangeKind
from gateway.identity.api_keys import digest
from gateway.partners.changing import PartnerChanges
from gateway.partners.key_changes import KeyChanges
from gateway.partners.office import PartnerOffice
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from gateway.store.sql_store import SqlStore
from tests.contracts.partner_examples import ORDERS, partner
from tests.doubles.clock import SettableClock
from tests.gateway.store.emptied import migrated_store

ADMIN = Principal(partner="ops", person="mira", grant=Grant(scopes=frozenset(Scope)))
FEW = Principal(partner="few", grant=Grant(scopes=frozenset({Scope.PARTNERS_WRITE})))
NOTHING = Grant(scopes=frozenset())


def office_of(store: SqlStore, heard: list[News]) -> tuple[PartnerOffice, SqlPartnerRegistry]:
    registry, signal, clock = SqlPartnerRegistry(store.engine), LocalSignal(), SettableClock()
    signal.listen(heard.append)
    keys = KeyChanges(registry, signal, clock, partial(digest, b"secret"))
    return PartnerOffice(registry, PartnerChanges(registry, signal, clock), keys), registry


async def test_what_may_not_be_given_leaves_no_trace(sqlite_url: str) -> None:
    heard: list[News] = []
    async with migrated_store(sqlite_url) as store:
        office, registry = office_of(store, heard)
        await office.add(partner("acme"), ADMIN)
        before = await registry.revision()
        for work in (
            office.add(partner("bolt"), FEW),
            office.set_grant("acme", replace(ORDERS, scopes=ORDERS.scopes | {Scope.OPS_READ}), FEW),
            office.set_grant("ops", NOTHING, ADMIN),
            office.make_key("acme", "", None, FEW),
        ):
            with pytest.raises(NotGranted):
                await work
        assert await registry.revision() == before
        assert await registry.partners() == [partner("acme")]
        assert await registry.keys() == []
    assert heard == [PartnersChanged()]


async def test_everything_is_done_in_the_name_of_who_asks_and_told(sqlite_url: str) -> None:
    heard: list[News] = []
    async with migrated_store(sqlite_url) as store:
        office, registry = office_of(store, heard)
        await office.add(partner("acme", grant=NOTHING), ADMIN)
        await office.set_grant("acme", ORDERS, ADMIN, weight=3)
        made = await office.make_key("acme", "export", None, ADMIN)
        await office.revoke_key(made.key.prefix, ADMIN)
        await office.suspend("acme", FEW)
        await office.resume("acme", FEW)
        assert (await office.partner("acme")) == replace(partner("acme"), weight=3)
        assert [key.label for key in await registry.keys("acme")] == ["export"]
        await office.remove("acme", FEW)
        lines = await office.changes(None, 10)
    assert [(line.kind, line.who) for line in reversed(lines)] == [
        (ChangeKind.ADDED, "mira of ops"),
        (ChangeKind.CHANGED, "mira of ops"),
        (ChangeKind.KEY_ADDED, "mira of ops"),
        (ChangeKind.KEY_REVOKED, "mira of ops"),
        (ChangeKind.SUSPENDED, "few"),
        (ChangeKind.RESUMED, "few"),
        (ChangeKind.REMOVED, "few"),
    ]
    assert heard == [PartnersChanged()] * 7


async def test_a_key_of_an_unknown_partner_is_refused(sqlite_url: str) -> None:
    async with migrated_store(sqlite_url) as store:
        office, _ = office_of(store, [])
        with pytest.raises(BadInput, match=r"^name: no partner"):
            await office.make_key("acme", "", None, ADMIN)
