"""One dead system costs its own fields alone, and what would be a guess without it is not told."""

import pytest

from domain.errors import BackendError, BackendUnavailable
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ask, data

ORDER = '{ order(number: "SO-1") { channel status shipments { id status carrier } milestones { code } } }'


def _without(instance: str) -> SmallWorld:
    world = SmallWorld()
    for (name, _), read in world.reads.items():
        if name == instance:
            read.error = BackendUnavailable("cannot be reached", backend=instance)
    return world


async def test_without_a_warehouse_the_status_is_not_guessed_and_the_rest_stays() -> None:
    result = await ask(_without("wms_west"), ORDER)
    assert result.data is not None
    assert result.data["order"]["channel"] == "WEB"
    assert result.data["order"]["status"] is None
    assert [shipment["id"] for shipment in result.data["order"]["shipments"]] == ["SHE-1"]
    assert result.errors is not None
    (error,) = result.errors
    assert error.path == ["order", "status"]
    assert isinstance(error.original_error, BackendError)
    assert error.original_error.backend == "wms_west"


async def test_without_the_carrier_only_what_it_tells_is_missing() -> None:
    result = await ask(_without("carrier"), ORDER)
    assert result.data is not None
    (shipment,) = result.data["order"]["shipments"]
    assert shipment == {"id": "SHE-1", "status": None, "carrier": "PONE"}
    assert {code["code"] for code in result.data["order"]["milestones"]} >= {"PLACED", "PICKED", "SHIPPED"}


BOTH_WAYS = """
{ order(number: "SO-1") { shipments { ...All } } shipment(id: "SHE-1") { ...All } }
fragment All on Shipment {
  id carrier milestones { source } estimates { source }
  status reason fault delay { seconds } eta { at }
}
"""


@pytest.mark.parametrize("instance", ["tms", "carrier"])
async def test_what_is_derived_of_a_shipment_is_no_guess_either(instance: str) -> None:
    result = await ask(_without(instance), BOTH_WAYS)
    assert result.data is not None
    assert result.errors is not None
    derived = {"status", "reason", "fault", "delay", "eta"}
    for way, shipment in (
        ("order", result.data["order"]["shipments"][0]),
        ("shipment", result.data["shipment"]),
    ):
        assert {name for name in shipment if shipment[name] is None} == derived
        assert {error.path[-1] for error in result.errors if error.path and error.path[0] == way} == derived
        told = {fact["source"] for fact in shipment["milestones"]}
        assert told == {"wms_east", "tms", "carrier"} - {instance}


async def test_a_warehouse_that_did_not_make_the_shipment_is_not_missed() -> None:
    answer = await data(_without("wms_west"), '{ shipment(id: "SHE-1") { status } }')
    assert answer == {"shipment": {"status": "DELIVERED"}}
    result = await ask(_without("wms_east"), '{ shipment(id: "SHE-1") { status legs { carrier } } }')
    assert result.data == {"shipment": {"status": None, "legs": [{"carrier": "PONE"}]}}


async def test_without_the_erp_there_is_no_order_but_a_coded_error() -> None:
    result = await ask(_without("erp"), ORDER)
    assert result.data == {"order": None}
    assert result.errors is not None
    assert isinstance(result.errors[0].original_error, BackendUnavailable)


async def test_a_place_that_cannot_be_counted_promises_nothing() -> None:
    document = (
        '{ availability(skus: ["AX-1", "AX-2", "AX-9"]) { sku available { amount } locations { location } } }'
    )
    answer = await data(SmallWorld(), document)
    assert answer["availability"] == [
        {"sku": "AX-1", "available": {"amount": "70"}, "locations": [{"location": "EAST"}]},
        {"sku": "AX-2", "available": {"amount": "20"}, "locations": [{"location": "WEST"}]},
        None,
    ]
    result = await ask(_without("wms_east"), document)
    assert result.data is not None
    assert result.data["availability"][0] is None
    assert result.data["availability"][1]["sku"] == "AX-2"
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["availability", 0]]


async def test_one_bad_element_of_a_list_costs_itself_alone() -> None:
    result = await ask(_without("erp"), '{ products(skus: ["AX-1"]) { sku } }')
    assert result.data == {"products": [None]}
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["products", 0]]
