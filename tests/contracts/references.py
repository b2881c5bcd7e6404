"""What every system owes that finds orders by the names that others gave them."""

from abc import abstractmethod
from collections.abc import Collection, Mapping

from domain.identifiers import IdentifierKind
from domain.ports.backends import ORDERS_BY_REFERENCE
from domain.ports.reading import Missing
from domain.references import REFERENCE_KINDS, Reference, ReferredOrders
from tests.contracts.reads import ReadContract
from tests.doubles.clock import SettableClock


class ReferencesContract(ReadContract[Reference, ReferredOrders]):
    """Subclasses say which kinds the system takes, and what some names of each mean there."""

    port = ORDERS_BY_REFERENCE
    kinds: frozenset[IdentifierKind]

    @property
    @abstractmethod
    def means(self) -> Mapping[Reference, tuple[str, ...]]:
        """Order numbers in the system's own names, by reference."""

    @property
    def known(self) -> tuple[Reference, ...]:
        return tuple(self.means)

    @property
    def unknown(self) -> Reference:
        return self.key("7999999999")

    def key(self, text: str) -> Reference:
        return Reference(self.known[0].kind, text)

    def names(self, record: ReferredOrders) -> Collection[Reference]:
        return {record.reference}

    async def test_each_name_means_its_orders_each_once(self, clock: SettableClock) -> None:
        found = await self.found(clock)
        assert {name: answer.value.orders for name, answer in found.items()} == self.means

    async def test_every_kind_that_it_takes_is_tried(self, clock: SettableClock) -> None:
        assert {reference.kind for reference in await self.found(clock)} == self.kinds

    async def test_the_same_text_of_another_kind_is_another_name(self, clock: SettableClock) -> None:
        values = {reference.value for reference in self.known}
        other = [Reference(kind, value) for kind in REFERENCE_KINDS for value in values]
        told = await self.answers(clock, *other)
        assert {name for name, answer in told.items() if not isinstance(answer, Missing)} == set(self.known)


def references(
    means: Mapping[tuple[IdentifierKind, str], tuple[str, ...]],
) -> Mapping[Reference, tuple[str, ...]]:
    """What some names mean, by reference."""
    return {Reference(kind, name): orders for (kind, name), orders in means.items()}
