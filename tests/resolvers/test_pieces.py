"""A shipment of two parcels is as far as the one that is less far."""

from datetime import timedelta

from msgspec.structs import replace

from tests.doubles.clock import START
from tests.doubles.small_records import BOX, EAST, TRACKS
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import data

ORDER = '{ order(number: "SO-2") { status shipments { status delay { seconds } } } }'


def two_parcels() -> SmallWorld:
    world = SmallWorld()
    both = replace(BOX, tracking_numbers=("1Z1", "1Z2"), promised_at=START - timedelta(days=3))
    world.reads["wms_east", "fulfilments"].records["SO-2"] = replace(EAST["SO-2"], shipments=(both,))
    return world


async def test_a_parcel_that_its_carrier_does_not_know_is_not_delivered_with_the_other() -> None:
    order = (await data(two_parcels(), ORDER))["order"]
    assert order["shipments"][0]["status"] == "PICKED_UP"
    assert order["status"] == "SHIPPED"


async def test_the_last_parcel_makes_the_delay() -> None:
    world = two_parcels()
    first = TRACKS["1Z1"]
    later = tuple(replace(m, occurred_at=m.occurred_at + timedelta(hours=5)) for m in first.milestones)
    world.reads["carrier", "tracking"].records["1Z2"] = replace(
        first, tracking_number="1Z2", milestones=later
    )
    shipment = (await data(world, ORDER))["order"]["shipments"][0]
    assert shipment["status"] == "DELIVERED"
    assert shipment["delay"] == {"seconds": (33 + 5) * 3600}
