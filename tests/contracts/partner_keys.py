"""What every partner registry owes to API keys: several live at once, and each end of one is kept."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.errors import BadInput
from domain.ports.partners import PartnerRegistry
from domain.registry.records import ApiKey, ChangeKind
from tests.contracts.partner_examples import key, partner
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)


async def add(registry: PartnerRegistry, *keys: ApiKey) -> None:
    for each in keys:
        await registry.add_key(each, who="mira", now=START)


class PartnerKeysContract(ABC):
    """Subclasses open an empty registry."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[PartnerRegistry]:
        """Open an empty registry."""

    @pytest.fixture
    async def registered(self) -> AsyncIterator[PartnerRegistry]:
        """A registry with two partners."""
        async with self.opened() as registry:
            for name in ("acme", "bolt"):
                await registry.put(partner(name), who="mira", now=START)
            yield registry

    async def test_a_partner_has_several_keys_the_newest_first(self, registered: PartnerRegistry) -> None:
        old, new = key("og_1"), replace(key("og_2", minutes=1), label="", expires_at=START + 60 * MINUTE)
        other = key("og_3", "bolt", minutes=-1)
        await add(registered, old, new, other)
        assert await registered.keys() == [new, old, other]
        assert await registered.keys("acme") == [new, old]
        assert await registered.keys("nobody") == []

    async def test_keys_of_several_partners_are_each_one_s_own(self, registered: PartnerRegistry) -> None:
        old, new, other = key("og_1"), key("og_2", minutes=1), key("og_3", "bolt")
        await add(registered, old, new, other)
        wanted = ("acme", "bolt", "nobody", "a\0b")
        found = await registered.keys_of(wanted)
        assert found == {"acme": [new, old], "bolt": [other], "nobody": [], "a\0b": []}
        assert await registered.keys_of(()) == {}

    async def test_a_key_needs_a_partner_and_a_prefix_of_its_own(self, registered: PartnerRegistry) -> None:
        await add(registered, key())
        revision = await registered.revision()
        refused = (
            (key("og_9", "nobody"), "partner", "no partner has the name 'nobody'"),
            (key("og_1", "bolt"), "prefix", "another key begins with 'og_1'"),
            (key(""), "prefix", "empty"),
            (replace(key("og_9"), label="x" * 201), "label", "201 characters"),
            (replace(key("og_9"), expires_at=START), "expires_at", "before the key begins"),
        )
        for wrong, field, reason in refused:
            with pytest.raises(BadInput, match=reason) as caught:
                await add(registered, wrong)
            assert caught.value.field == field
        assert await registered.keys() == [key()]
        assert await registered.revision() == revision

    async def test_a_key_is_revoked_once(self, registered: PartnerRegistry) -> None:
        await add(registered, key("og_1"), key("og_2", minutes=1))
        revoked = await registered.revoke_key("og_1", who="lee", now=START + MINUTE)
        assert revoked == replace(key("og_1"), revoked_at=START + MINUTE)
        revision = await registered.revision()
        assert await registered.revoke_key("og_1", who="mo", now=START + 2 * MINUTE) == revoked
        assert await registered.keys("acme") == [key("og_2", minutes=1), revoked]
        assert await registered.revision() == revision
        for unknown in ("og_9", "", "a\0b", "\ud800", "x" * 5_000):
            assert await registered.revoke_key(unknown, who="lee", now=START) is None

    async def test_what_happens_to_a_key_is_in_the_audit_without_its_digest(
        self, registered: PartnerRegistry
    ) -> None:
        before = await registered.revision()
        await add(registered, key())
        added = await registered.revision()
        await registered.revoke_key("og_1", who="lee", now=START + MINUTE)
        assert before < added < await registered.revision()
        end, begin = (await registered.changes("acme"))[:2]
        assert (begin.kind, begin.who, begin.at) == (ChangeKind.KEY_ADDED, "mira", START)
        assert (end.kind, end.who, end.at) == (ChangeKind.KEY_REVOKED, "lee", START + MINUTE)
        assert begin.before == ""
        assert begin.after == end.before
        assert '"prefix":"og_1"' in end.after
        assert '"revoked_at":"2026-03-02T08:01:00Z"' in end.after
        assert "digest" not in begin.after + end.after

    async def test_use_is_noted_where_it_is_later_and_is_no_change(self, registered: PartnerRegistry) -> None:
        await add(registered, key("og_1"), key("og_2", minutes=-1))
        revision, lines = await registered.revision(), await registered.changes()
        await registered.note_used({"og_2": START, "og_1": START + MINUTE, "gone": START})
        await registered.note_used({"og_1": START, "og_2": START + 2 * MINUTE})
        await registered.note_used({})
        assert [each.last_used_at for each in await registered.keys()] == [START + MINUTE, START + 2 * MINUTE]
        assert (await registered.revision(), await registered.changes()) == (revision, lines)

    async def test_keys_go_with_their_partner(self, registered: PartnerRegistry) -> None:
        await add(registered, key("og_1"), key("og_2"), key("og_3", "bolt"))
        await registered.remove("acme", who="mira", now=START)
        assert await registered.keys() == [key("og_3", "bolt")]
        await registered.put(partner("acme"), who="mira", now=START)
        assert await registered.keys("acme") == []
        await add(registered, key("og_1"))

    async def test_a_partner_that_changes_keeps_its_keys(self, registered: PartnerRegistry) -> None:
        await add(registered, key())
        await registered.put(partner(title="Acme Inc."), who="mira", now=START)
        assert await registered.keys("acme") == [key()]
