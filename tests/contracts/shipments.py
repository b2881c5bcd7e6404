"""What every source of shipments and tracking owes."""

from collections.abc import Collection

from domain.ports.backends import SHIPMENTS, TRACKING
from domain.shipments import Shipment, Track
from tests.contracts.orders import assert_own
from tests.contracts.reads import ReadContract
from tests.doubles.clock import SettableClock


class ShipmentsContract(ReadContract[str, Shipment]):
    port = SHIPMENTS

    def names(self, record: Shipment) -> Collection[str]:
        return {record.id, *(identifier.value for identifier in record.identifiers)}

    async def test_a_shipment_names_its_source(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            shipment = answer.value
            assert shipment.id
            assert shipment.sources == (self.instance,)
            assert {i.instance for i in shipment.identifiers} <= {self.instance}
            assert {estimate.source for estimate in shipment.estimates} <= {self.instance}

    async def test_milestones_are_the_source_s_own(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.milestones
            assert_own(answer.value.milestones, self.instance)

    async def test_legs_are_in_order(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            sequence = [leg.sequence for leg in answer.value.legs]
            assert sequence == sorted(set(sequence))

    async def test_contents_lie_in_packages_that_are_there(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            packages = {package.id for package in answer.value.packages}
            assert {content.package for content in answer.value.contents} <= {"", *packages}


class TrackingContract(ReadContract[str, Track]):
    port = TRACKING

    def names(self, record: Track) -> Collection[str]:
        return {record.tracking_number}

    async def test_a_track_names_its_source_and_carrier(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.source == self.instance
            assert answer.value.carrier
            assert {estimate.source for estimate in answer.value.estimates} <= {self.instance}

    async def test_milestones_are_the_source_s_own(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.milestones
            assert_own(answer.value.milestones, self.instance)
