from decimal import Decimal

import pytest

from domain.catalog import Product, UnitConversion
from domain.quantities import converted, quantity


def product(*conversions: UnitConversion) -> Product:
    return Product(sku="AX-1", source="erp", base_unit="EA", conversions=conversions)


def test_a_product_knows_its_base_unit_and_what_is_in_the_others() -> None:
    told = product(UnitConversion("CS", Decimal(12)), UnitConversion("PL", Decimal(480)))
    assert told.in_base() == {"EA": 1, "CS": 12, "PL": 480}
    assert converted(quantity(2, "PL"), "CS", told.in_base()) == quantity(80, "CS")


@pytest.mark.parametrize("told", [Decimal(12), Decimal(0)])
def test_the_base_unit_is_one_of_itself_whatever_a_catalog_says(told: Decimal) -> None:
    assert product(UnitConversion("EA", told)).in_base() == {"EA": 1}
