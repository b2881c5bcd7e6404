"""What a poll finds is told as events after the index has it, and before the poll goes on."""

from datetime import timedelta

import pytest
from pydantic import HttpUrl

from domain.errors import StoreUnavailable
from domain.ports.state import Crosswalk
from gateway.settings.systems.instances import Instance
from gateway.settings.systems.syncing import SyncSettings
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.sync.assembled import polled
from gateway.sync.telling import PolledPage
from tests.doubles.changes import InMemoryChanges
from tests.doubles.clock import SettableClock
from tests.gateway.settings.samples import WmsSettings
from tests.gateway.sync.small_sync import SmallSync


class Told:
    """A `TellPolled`. away: whether our database refuses it."""

    def __init__(self) -> None:
        self.pages: list[PolledPage] = []
        self.indexed: list[set[str]] = []
        self.away = False
        self.sync = SmallSync(told=self)

    async def __call__(self, page: PolledPage, *, crosswalk: Crosswalk) -> None:
        assert isinstance(crosswalk, DeclaredCrosswalk)
        if self.away:
            raise StoreUnavailable("away")
        self.pages.append(page)
        self.indexed.append(set(self.sync.rows()))

    def changes(self, number: str) -> None:
        self.sync.changes["erp"].rows.append(("order", number))


async def test_the_first_round_tells_nothing_and_the_next_what_changed() -> None:
    told = Told()
    await told.sync.poll("erp")
    assert told.pages == []
    told.changes("SO-2")
    await told.sync.poll("erp")
    (page,) = told.pages
    assert (page.instance, page.changed) == ("erp", {"order": ("SO-2",)})
    assert page.since != page.upto
    assert "SO-2" in told.indexed[0]


async def test_what_could_not_be_told_is_polled_again() -> None:
    told = Told()
    await told.sync.poll("erp")
    told.changes("SO-2")
    told.away = True
    with pytest.raises(StoreUnavailable):
        await told.sync.poll("erp")
    told.away = False
    await told.sync.poll("erp")
    assert [page.changed for page in told.pages] == [{"order": ("SO-2",)}]


@pytest.mark.parametrize(
    ("capabilities", "word", "tells"),
    [
        ({"changes"}, None, True),
        ({"changes", "webhook"}, None, False),
        ({"changes", "webhook"}, True, True),
        ({"changes"}, False, False),
    ],
)
def test_who_is_told_of(*, capabilities: set[str], word: bool | None, tells: bool) -> None:
    instance = Instance(
        name="erp",
        adapter="any",
        capabilities=frozenset(capabilities),
        settings=WmsSettings(base_url=HttpUrl("http://erp.example")),
        sync=SyncSettings(events=word),
    )
    source = InMemoryChanges(SettableClock(), [])
    found = polled({"erp": source}, {"erp": instance}, timedelta(seconds=30))
    assert found["erp"].tells is tells
