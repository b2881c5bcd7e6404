"""A record that a system told takes the place of what was read before, as far as it is newer."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.catalog import Product
from domain.errors import ImpossibleValue
from domain.freshness import FreshState, StaleReason, Stamp
from domain.ports.backends import ORDERS, PRODUCTS
from domain.ports.cache import Outdated
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Outcomes
from gateway.settings.freshness import PortTerms
from tests.doubles.clock import SettableClock
from tests.doubles.shielded import SECOND, Catalog, Replica, version
from tests.gateway.shield.updates.telling import DOWN, told


async def test_what_was_told_is_peeked_with_its_times(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(3 * SECOND)
    await replica.shield.updated("erp", [told(replica, 2, ago=SECOND)])
    now = clock.now()
    outcome = (replica.peek("A") or {})["A"]
    assert isinstance(outcome, Found)
    assert outcome.value.name == "2"
    assert outcome.stamps == (
        Stamp(source="erp", as_of=now - SECOND, verified_at=now - SECOND, fetched_at=now),
    )
    assert catalog.calls == [("A",)]


async def test_what_was_told_is_as_old_as_its_instant(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    clock.advance(60 * SECOND)
    await replica.shield.updated("erp", [told(replica, 2, ago=4 * SECOND)])
    assert replica.peek("A", max_age=3 * SECOND) is None
    assert replica.peek("A", max_age=4 * SECOND) is not None
    catalog.versions["A"] = 3
    assert version((await replica.read("A", max_age=3 * SECOND))["A"]) == 3


async def test_what_is_told_late_changes_nothing(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    catalog.versions["A"] = 3
    clock.advance(9 * SECOND)
    await replica.read("A")
    await replica.shield.updated("erp", [told(replica, 2, ago=SECOND)])
    assert version((replica.peek("A") or {})["A"]) == 3


async def test_the_newest_of_several_stands(replica: Replica) -> None:
    await replica.shield.updated("erp", [told(replica, 3), told(replica, 2, ago=SECOND)])
    assert version((replica.peek("A") or {})["A"]) == 3


async def test_what_changed_since_is_read_though_something_older_is_told(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(3 * SECOND)
    await replica.signal.tell(Outdated("erp", ("item:A",), clock.now()))
    await replica.shield.updated("erp", [told(replica, 2, ago=SECOND)])
    assert replica.peek("A") is None
    catalog.error = DOWN
    assert version((await replica.read("A"))["A"]) == 2


async def test_other_ports_of_the_subject_are_read_anew(replica: Replica) -> None:
    heard: list[object] = []
    replica.signal.listen(heard.append)
    await replica.shield.updated("erp", [told(replica, 2)], outdated=("item:A",))
    assert heard[0] == Outdated("erp", ("item:A",), replica.clock.now(), ("products",))
    assert version((replica.peek("A") or {})["A"]) == 2


class Lagging(Catalog):
    """Answers as of some seconds ago."""

    async def __call__(self, keys: Sequence[str], demand: Demand, /) -> Outcomes[str, Product]:
        outcomes = await super().__call__(keys, demand)
        stamp = Stamp(source="erp", as_of=self.clock.now() - 5 * SECOND, fetched_at=self.clock.now())
        return {key: Found(each.value, (stamp,)) for key, each in outcomes.items() if isinstance(each, Found)}


async def test_a_system_that_falls_back_does_not_undo_what_it_told(clock: SettableClock) -> None:
    catalog = Lagging(clock)
    catalog.versions = {"A": 1}
    replica = Replica(catalog)
    await replica.shield.updated("erp", [told(replica, 2)])
    clock.advance(3 * SECOND)
    outcome = (await replica.read("A", max_age=SECOND))["A"]
    assert isinstance(outcome, Found)
    assert version(outcome) == 2
    assert [(stamp.state, stamp.reason) for stamp in outcome.stamps] == [
        (FreshState.STALE, StaleReason.ERROR)
    ]
    strict = (await replica.read("A", max_age=SECOND, strict=True))["A"]
    assert isinstance(strict, Failed)
    assert strict.error.code == "FRESHNESS_NOT_MET"
    clock.advance(3 * SECOND)
    assert version((await replica.read("A", max_age=SECOND))["A"]) == 1


async def test_terms_that_keep_nothing_take_nothing(catalog: Catalog) -> None:
    nothing = timedelta()
    replica = Replica(catalog, terms=PortTerms(ttl=nothing, keep=nothing, negative=nothing))
    await replica.shield.updated("erp", [told(replica, 2)])
    assert version((await replica.read("A"))["A"]) == 1


@pytest.mark.parametrize(
    ("instance", "port", "field"), [("crm", PRODUCTS, "instance"), ("erp", ORDERS, "port")]
)
async def test_what_is_not_served_is_refused(
    replica: Replica, instance: str, port: tuple[str], field: str
) -> None:
    heard: list[object] = []
    replica.signal.listen(heard.append)
    strange = told(replica, 2)._replace(port=port[0])
    with pytest.raises(ImpossibleValue) as caught:
        await replica.shield.updated(instance, [strange], outdated=("item:A",))
    assert caught.value.field == field
    assert heard == []
