"""What every source of products, locations and customers owes."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from domain.catalog import Customer, Location, Product
from domain.ports.backends import CUSTOMERS, LOCATIONS, PRODUCTS
from tests.contracts.reads import ReadContract
from tests.doubles.clock import SettableClock


class ProductsContract(ReadContract[str, Product]):
    port = PRODUCTS

    def names(self, record: Product) -> Collection[str]:
        return {record.sku}

    async def test_a_product_names_its_source(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.source == self.instance
            assert answer.value.name

    async def test_units_convert_to_the_unit_of_the_product(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert all(factor > 0 for factor in answer.value.in_base().values())
            assert answer.value.in_base()[answer.value.base_unit] == 1


class LocationsContract(ReadContract[str, Location]):
    port = LOCATIONS

    def names(self, record: Location) -> Collection[str]:
        return {record.code}

    async def test_a_location_names_its_source(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.source == self.instance
            assert answer.value.name

    async def test_the_zone_of_a_location_exists(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert not answer.value.zone or ZoneInfo(answer.value.zone).key


class CustomersContract(ReadContract[str, Customer]):
    port = CUSTOMERS

    def names(self, record: Customer) -> Collection[str]:
        return {record.code}

    async def test_a_customer_names_its_source(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.source == self.instance
            assert answer.value.name
