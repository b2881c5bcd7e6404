import asyncio

import pytest
from msgspec.structs import replace

from domain.errors import BadInput, StoreUnavailable
from domain.ports.cache import News, PartnersChanged
from domain.registry.records import ChangeKind, PartnerStatus
from gateway.partners.changing import PartnerChanges
from gateway.partners.listing import listed, shown
from gateway.shield.sharing.signals import LocalSignal
from tests.contracts.partner_examples import ORDERS, TOKEN, key, partner
from tests.contracts.partner_registry import MORE
from tests.doubles.clock import START, SettableClock
from tests.doubles.partners import InMemoryPartners

ACME = partner("acme", TOKEN)
SUSPENDED = replace(ACME, status=PartnerStatus.SUSPENDED)


class Office:
    """A registry with one partner, what changes it, and what the other replicas hear."""

    def __init__(self) -> None:
        self.registry = InMemoryPartners(ACME)
        self.heard: list[News] = []
        signal = LocalSignal()
        signal.listen(self.heard.append)
        self.changes = PartnerChanges(self.registry, signal, SettableClock())

    @property
    def last(self) -> tuple[ChangeKind, str, str]:
        line = self.registry.lines[-1]
        assert line.at == START
        return line.kind, line.partner, line.who


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_partner_is_added_once(office: Office) -> None:
    assert await office.changes.add(partner("bolt"), who="mira") == partner("bolt")
    assert office.registry.held["bolt"] == partner("bolt")
    assert office.last == (ChangeKind.ADDED, "bolt", "mira")
    assert office.heard == [PartnersChanged()]
    with pytest.raises(BadInput, match=r"^name: there is a partner 'bolt' already"):
        await office.changes.add(partner("bolt", title="Bolt"), who="mira")
    assert office.heard == [PartnersChanged()]


async def test_rights_are_given_in_the_place_of_others(office: Office) -> None:
    assert await office.changes.grant("acme", MORE, who="mira") == replace(ACME, grant=MORE)
    assert office.last == (ChangeKind.CHANGED, "acme", "mira")


async def test_whatever_else_is_changed_by_a_step(office: Office) -> None:
    changed = await office.changes.change("acme", lambda found: replace(found, weight=7), who="mira")
    assert changed.weight == 7
    assert office.registry.held["acme"] == changed
    with pytest.raises(BadInput, match=r"^name: should stay 'acme'"):
        await office.changes.change("acme", lambda found: replace(found, name="bolt"), who="mira")


async def test_a_partner_is_suspended_and_resumed(office: Office) -> None:
    assert await office.changes.suspend("acme", who="mira") == SUSPENDED
    assert office.last == (ChangeKind.SUSPENDED, "acme", "mira")
    assert await office.changes.suspend("acme", who="lee") == SUSPENDED
    assert len(office.registry.lines) == len(office.heard) == 1
    assert await office.changes.resume("acme", who="lee") == ACME
    assert office.last == (ChangeKind.RESUMED, "acme", "lee")
    assert office.heard == [PartnersChanged()] * 2


async def test_who_changes_something_does_not_undo_what_another_does(office: Office) -> None:
    await asyncio.gather(
        office.changes.grant("acme", MORE, who="mira"),
        office.changes.suspend("acme", who="lee"),
        office.changes.change("acme", lambda found: replace(found, weight=7), who="mo"),
    )
    assert office.registry.held["acme"] == replace(SUSPENDED, grant=MORE, weight=7)


async def test_a_partner_is_removed(office: Office) -> None:
    assert await office.changes.remove("acme", who="mira") == ACME
    assert office.last == (ChangeKind.REMOVED, "acme", "mira")
    assert office.heard == [PartnersChanged()]


async def test_an_unknown_partner_is_named(office: Office) -> None:
    for work in (
        office.changes.grant("bolt", ORDERS, who="mira"),
        office.changes.suspend("bolt", who="mira"),
        office.changes.resume("bolt", who="mira"),
        office.changes.remove("bolt", who="mira"),
    ):
        with pytest.raises(BadInput, match=r"^name: no partner has the name 'bolt'"):
            await work
    assert (office.registry.lines, office.heard) == ([], [])


@pytest.mark.parametrize("who", ["", " ", "a\nb", "x" * 201])
async def test_who_it_was_must_be_known(office: Office, who: str) -> None:
    with pytest.raises(BadInput, match=r"^who: "):
        await office.changes.suspend("acme", who=who)
    assert office.registry.held["acme"] == ACME


async def test_what_could_not_be_kept_is_not_told(office: Office) -> None:
    office.registry.error = StoreUnavailable("away")
    with pytest.raises(StoreUnavailable):
        await office.changes.suspend("acme", who="mira")
    assert office.heard == []


async def test_partners_are_listed_with_their_keys(office: Office) -> None:
    for each in (key("og_1"), key("og_2", minutes=1)):
        await office.registry.add_key(each, who="mira", now=START)
    await office.changes.add(partner("bolt"), who="mira")
    assert await listed(office.registry) == [
        (ACME, [key("og_2", minutes=1), key("og_1")]),
        (partner("bolt"), []),
    ]


async def test_a_partner_is_shown_with_its_last_changes(office: Office) -> None:
    await office.changes.suspend("acme", who="mira")
    await office.changes.resume("acme", who="lee")
    found = await shown(office.registry, "acme", changes=1)
    assert (found.partner, found.keys, [line.who for line in found.changes]) == (ACME, [], ["lee"])
    with pytest.raises(BadInput, match=r"^name: no partner"):
        await shown(office.registry, "bolt")
