from datetime import timedelta
from functools import partial

import pytest

from domain.errors import BadInput, StoreUnavailable
from domain.ports.cache import News, PartnersChanged
from domain.registry.records import ApiKey, ChangeKind
from gateway.identity.api_keys import NewKey, digest, new_key
from gateway.partners.key_changes import KeyChanges
from gateway.shield.sharing.signals import LocalSignal
from tests.contracts.partner_examples import partner
from tests.doubles.clock import START, SettableClock
from tests.doubles.partners import InMemoryPartners

HASHED = partial(digest, b"a secret for tests alone")
HOUR = timedelta(hours=1)


class Office:
    """A registry with one partner, what makes its keys, and what the other replicas hear."""

    def __init__(self) -> None:
        self.registry = InMemoryPartners(partner("acme"))
        self.heard: list[News] = []
        signal = LocalSignal()
        signal.listen(self.heard.append)
        self.clock = SettableClock()
        self.keys = KeyChanges(self.registry, signal, self.clock, HASHED)


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_key_is_shown_once_and_its_digest_is_kept(office: Office) -> None:
    made = await office.keys.make("acme", who="mira", label="export", expires_at=START + HOUR)
    assert made.key == ApiKey(
        prefix=made.text[:11],
        partner="acme",
        digest=HASHED(made.text),
        created_at=START,
        label="export",
        expires_at=START + HOUR,
    )
    assert await office.registry.keys() == [made.key]
    assert office.heard == [PartnersChanged()]
    assert office.registry.lines[-1].kind is ChangeKind.KEY_ADDED
    assert made.text[12:] not in repr([*office.registry.lines, made.key])


async def test_a_partner_may_have_several_keys(office: Office) -> None:
    first, second = [await office.keys.make("acme", who="mira") for _ in range(2)]
    assert first.text != second.text
    assert len(await office.registry.keys("acme")) == 2


async def test_a_key_without_sense_is_refused(office: Office) -> None:
    for wrong, field in (
        (office.keys.make("bolt", who="mira"), "partner"),
        (office.keys.make("acme", who="mira", expires_at=START), "expires_at"),
        (office.keys.make("acme", who="mira", label="x" * 300), "label"),
        (office.keys.make("acme", who=" "), "who"),
    ):
        with pytest.raises(BadInput) as caught:
            await wrong
        assert caught.value.field == field
    assert (await office.registry.keys(), office.heard) == ([], [])


async def test_prefixes_that_meet_are_drawn_again(office: Office) -> None:
    first = await office.keys.make("acme", who="mira")
    free = new_key()
    taken = NewKey("og_2", first.key.prefix)
    left = iter([taken, taken, free, taken, taken, taken])
    keys = KeyChanges(office.registry, LocalSignal(), office.clock, HASHED, draw=lambda: next(left))
    assert (await keys.make("acme", who="mira")).text == free.text
    with pytest.raises(StoreUnavailable, match="no prefix is free"):
        await keys.make("acme", who="mira")


async def test_a_key_is_revoked_by_its_prefix(office: Office) -> None:
    made = await office.keys.make("acme", who="mira")
    office.clock.advance(HOUR)
    revoked = await office.keys.revoke(made.key.prefix, who="lee")
    assert revoked.revoked_at == START + HOUR
    assert not revoked.lives(office.clock.now())
    assert office.heard == [PartnersChanged()] * 2
    assert await office.keys.revoke(made.key.prefix, who="mo") == revoked
    assert [line.who for line in office.registry.lines] == ["mira", "lee"]


async def test_the_whole_of_a_key_names_it_too_and_is_never_told_on(office: Office) -> None:
    made, other = [await office.keys.make("acme", who="mira") for _ in range(2)]
    assert (await office.keys.revoke(made.text, who="lee")).prefix == made.key.prefix
    await office.registry.remove("acme", who="mira", now=START)
    with pytest.raises(BadInput, match=r"^prefix: no key begins with 'og_") as caught:
        await office.keys.revoke(other.text, who="lee")
    assert other.text[12:] not in str(caught.value)
