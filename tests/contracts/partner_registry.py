"""What every partner registry owes: partners whole, subjects once, a line of the audit for each change."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.errors import BadInput
from domain.partners import Grant, Scope
from domain.ports.partners import PartnerRegistry
from domain.registry.records import ChangeKind, Partner, PartnerStatus, Subject
from tests.contracts.partner_examples import TOKEN, partner, partners
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)
MORE = Grant(scopes=frozenset({Scope.ORDERS_READ, Scope.ORDERS_PII}))


async def put(registry: PartnerRegistry, partner: Partner, minutes: int = 0) -> Partner | None:
    return await registry.put(partner, who="mira", now=START + minutes * MINUTE)


class PartnerRegistryContract(ABC):
    """Subclasses open an empty registry."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[PartnerRegistry]:
        """Open an empty registry."""

    @pytest.fixture
    async def registry(self) -> AsyncIterator[PartnerRegistry]:
        async with self.opened() as registry:
            yield registry

    async def test_at_first_there_is_nobody(self, registry: PartnerRegistry) -> None:
        assert await registry.partners() == []
        assert await registry.keys() == []
        assert await registry.changes() == []
        assert await registry.revision() == 0
        for name in ("acme", "", "a\0b", "\ud800", "x" * 5_000):
            assert await registry.partner(name) is None
            assert not await registry.remove(name, who="mira", now=START)
        assert await registry.revision() == 0

    async def test_a_partner_is_added_and_taken_in_the_place_of_the_one_before(
        self, registry: PartnerRegistry
    ) -> None:
        first = partner(title="Acme Inc.")
        second = replace(first, grant=MORE, title="")
        assert await put(registry, first) is None
        assert await put(registry, second) == first
        assert await registry.partner("acme") == second
        assert await registry.partners() == [second]

    async def test_partners_stand_in_the_order_of_their_names(self, registry: PartnerRegistry) -> None:
        for name in ("b-2", "a", "b.1", "c"):
            await put(registry, partner(name, Subject("corp", name), Subject("other", name)))
        found = await registry.partners()
        assert [each.name for each in found] == sorted(["b-2", "a", "b.1", "c"])
        assert [len(each.subjects) for each in found] == [2] * 4

    async def test_what_changes_nothing_writes_nothing(self, registry: PartnerRegistry) -> None:
        await put(registry, partner("acme", TOKEN))
        revision, lines = await registry.revision(), await registry.changes()
        assert await put(registry, partner("acme", TOKEN), 1) == partner("acme", TOKEN)
        assert (await registry.revision(), await registry.changes()) == (revision, lines)

    async def test_each_change_has_its_line_the_latest_first(self, registry: PartnerRegistry) -> None:
        plain, more = partner("acme", TOKEN), partner("acme", TOKEN, grant=MORE)
        suspended = replace(more, status=PartnerStatus.SUSPENDED)
        for minute, each in enumerate((plain, more, suspended, plain)):
            await put(registry, each, minute)
        await registry.remove("acme", who="lee", now=START + 4 * MINUTE)
        lines = await registry.changes()
        assert [(line.kind, line.who, line.partner, line.at) for line in reversed(lines)] == [
            (ChangeKind.ADDED, "mira", "acme", START),
            (ChangeKind.CHANGED, "mira", "acme", START + MINUTE),
            (ChangeKind.SUSPENDED, "mira", "acme", START + 2 * MINUTE),
            (ChangeKind.RESUMED, "mira", "acme", START + 3 * MINUTE),
            (ChangeKind.REMOVED, "lee", "acme", START + 4 * MINUTE),
        ]
        assert lines[-1].before == lines[0].after == ""
        assert [line.before for line in lines[:-1]] == [line.after for line in lines[1:]]
        assert '"orders:read:pii"' in lines[1].before
        assert '"acme-portal"' in lines[0].before

    async def test_lines_are_found_by_partner_and_no_more_than_asked_for(
        self, registry: PartnerRegistry
    ) -> None:
        for name in ("a", "b", "c"):
            await put(registry, partner(name))
        assert [line.partner for line in await registry.changes("b")] == ["b"]
        assert [line.partner for line in await registry.changes(limit=2)] == ["c", "b"]
        assert await registry.changes("nobody") == []

    async def test_the_last_lines_of_several_partners_are_each_one_s_own(
        self, registry: PartnerRegistry
    ) -> None:
        for minute, name in enumerate(("a", "b", "a", "a", "c")):
            await put(registry, partner(name, title=f"No. {minute}"), minute)
        await registry.remove("b", who="lee", now=START)
        found = await registry.changes_of(("a", "b", "nobody", "a\0b"), most=2)
        assert found == {
            "a": (await registry.changes("a"))[:2],
            "b": await registry.changes("b"),
            "nobody": [],
            "a\0b": [],
        }
        assert [len(lines) for lines in found.values()] == [2, 2, 0, 0]
        assert await registry.changes_of((), most=2) == {}

    async def test_a_subject_is_one_partner_s(self, registry: PartnerRegistry) -> None:
        await put(registry, partner("acme", TOKEN))
        revision = await registry.revision()
        with pytest.raises(
            BadInput, match=r"^subjects: 'acme-portal' of issuer 'corp' cannot be .* 'acme' and 'bolt'"
        ):
            await put(registry, partner("bolt", TOKEN))
        assert await registry.partner("bolt") is None
        assert await registry.revision() == revision
        assert len(await registry.changes()) == 1
        await put(registry, partner("bolt", Subject("other", TOKEN.value)))
        await put(registry, partner("acme"))
        await put(registry, partner("carl", TOKEN))

    async def test_what_cannot_be_kept_is_refused_by_field(self, registry: PartnerRegistry) -> None:
        await put(registry, partner())
        for wrong, field in ((partner("Acme"), "name"), (partner(title="a\nb"), "title")):
            with pytest.raises(BadInput) as caught:
                await put(registry, wrong)
            assert caught.value.field == field
        assert await registry.partners() == [partner()]
        assert len(await registry.changes()) == 1

    async def test_steps_are_taken_all_or_none(self, registry: PartnerRegistry) -> None:
        await put(registry, partner("acme", TOKEN))
        await put(registry, partner("bolt"))
        revision = await registry.revision()

        def refuse(found: Partner | None) -> Partner:
            raise BadInput(f"should not be {found.name if found else None}", field="name")

        with pytest.raises(BadInput, match="should not be bolt"):
            await registry.change({"acme": lambda _: None, "bolt": refuse}, who="mira", now=START)
        with pytest.raises(BadInput, match="should stay 'bolt'"):
            await registry.change(
                {"acme": lambda _: None, "bolt": lambda _: partner("x")}, who="mira", now=START
            )
        assert await registry.partners() == [partner("acme", TOKEN), partner("bolt")]
        assert (await registry.revision(), len(await registry.changes())) == (revision, 2)

    async def test_steps_of_one_change_may_hand_a_subject_over(self, registry: PartnerRegistry) -> None:
        other = Subject("corp", "bolt-portal")
        await put(registry, partner("acme", TOKEN))
        await put(registry, partner("bolt", other))
        revision = await registry.revision()
        changed = await registry.change(
            {
                "acme": lambda _: partner("acme", other),
                "bolt": lambda _: partner("bolt", TOKEN),
                "carl": lambda _: None,
                "dora": lambda _: partner("dora"),
            },
            who="mira",
            now=START,
        )
        assert changed["acme"] == (partner("acme", TOKEN), partner("acme", other))
        assert changed["carl"] == (None, None)
        assert await registry.partners() == [partner("acme", other), partner("bolt", TOKEN), partner("dora")]
        assert await registry.revision() > revision
        assert {line.partner for line in (await registry.changes())[:3]} == {"acme", "bolt", "dora"}
        with pytest.raises(BadInput, match="both 'acme' and 'bolt'"):
            await registry.change({"bolt": lambda _: partner("bolt", TOKEN, other)}, who="mira", now=START)
        with pytest.raises(BadInput, match=r"^subjects: "):
            await registry.change(
                {"acme": lambda _: partner("acme", TOKEN), "bolt": lambda _: partner("bolt", TOKEN)},
                who="mira",
                now=START,
            )

    async def test_a_removed_partner_is_free_and_its_changes_stay(self, registry: PartnerRegistry) -> None:
        await put(registry, partner("acme", TOKEN))
        assert await registry.remove("acme", who="mira", now=START)
        assert not await registry.remove("acme", who="mira", now=START)
        assert await registry.partners() == []
        assert len(await registry.changes("acme")) == 2
        assert await put(registry, partner("bolt", TOKEN)) is None

    async def test_those_who_change_at_once_lose_no_line_and_no_change(
        self, registry: PartnerRegistry
    ) -> None:
        await put(registry, partner())

        def heavier(found: Partner | None) -> Partner:
            assert found is not None
            return replace(found, weight=found.weight + 1)

        work = [registry.change({"acme": heavier}, who=f"w{n}", now=START) for n in range(8)]
        others = [put(registry, partner(f"p{n}", Subject("corp", f"s{n // 2}"))) for n in range(4)]
        outcomes = await asyncio.gather(*work, *others, return_exceptions=True)
        assert sum(isinstance(outcome, BadInput) for outcome in outcomes) == 2
        found = await registry.partner("acme")
        assert found is not None
        assert found.weight == 9
        lines: Sequence[object] = await registry.changes("acme")
        assert len(lines) == 9
        assert len(await registry.partners()) == 3
        assert await registry.revision() == 11

    def test_whatever_can_be_kept_comes_back_as_it_was(self) -> None:
        @given(st.lists(partners(), min_size=3, max_size=9, unique_by=lambda one: one.name))
        @settings(max_examples=10)
        def comes_back(some: list[Partner]) -> None:
            asyncio.run(self._comes_back(some))

        comes_back()

    async def _comes_back(self, some: list[Partner]) -> None:
        async with self.opened() as registry:
            steps = {one.name: (lambda _, one=one: one) for one in some}
            await registry.change(steps, who="mira", now=START)
            assert await registry.partners() == sorted(some, key=lambda one: one.name)
            assert await registry.partner(some[0].name) == some[0]
            revision = await registry.revision()
            await registry.change(steps, who="mira", now=START)
            assert await registry.revision() == revision
