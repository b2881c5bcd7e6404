"""Partner x field x route of what is followed: each item is what the partner may see, and no more."""

import pytest

from gateway.execution.engine import graph_of
from tests.policy.asking import Asking
from tests.policy.cells import Cells
from tests.policy.following import followed, judged_stream
from tests.policy.judging import seen_in
from tests.policy.partners import HIDDEN, PARTNERS, unshaped
from tests.policy.reference import twin
from tests.policy.routes import Routes
from tests.policy.test_fields import NEVER_SEEN
from tests.policy.trees import Writing, aliased
from tests.resolvers.asking import SCHEMA

STREAMS = Routes(graph_of(SCHEMA), live=True)
WRITINGS = (Writing.ALIASED, Writing.INLINE, Writing.NAMED)
by_partner = pytest.mark.parametrize("partner", list(PARTNERS))
UPDATES = frozenset(
    {"Subscription", "OrderUpdate", "ShipmentUpdate", "AvailabilityUpdate", "ExceptionUpdate", "EventUpdate"}
)


@by_partner
async def test_every_field_of_each_item(partner: str, asking: Asking, cells: Cells) -> None:
    for route in STREAMS.every(2):
        told = await judged_stream(asking, STREAMS.operation(route), PARTNERS[partner])
        cells.add(partner, told, route.name, "subscription")
    assert cells.of(partner, "subscription") > 500, "or nothing was generated"


@by_partner
async def test_however_it_is_written(partner: str, asking: Asking, cells: Cells) -> None:
    for number, route in enumerate(STREAMS.to_each_type(), start=list(PARTNERS).index(partner)):
        operation, writing = STREAMS.operation(route), WRITINGS[number % len(WRITINGS)]
        if writing is Writing.ALIASED:
            operation = aliased(operation)
        told = await judged_stream(asking, operation, PARTNERS[partner], writing)
        cells.add(partner, told, route.name, "subscription")


@pytest.mark.parametrize("partner", list(HIDDEN))
@pytest.mark.parametrize(
    ("field", "things"),
    [
        ('orderChanged(numbers: ["{}"])', ("SO-4", "SO-77")),
        ('orderChanged(customer: "{}")', ("C-9", "C-77")),
        ('shipmentChanged(trackingNumbers: ["{}"])', ("1Z-SHW-4", "1Z-77")),
        ('shipmentChanged(carrier: "{}")', ("RAIL", "SHIP")),
        ('events(filter: {{ keys: ["order:{}"] }})', ("SO-4", "SO-77")),
    ],
)
async def test_what_is_hidden_is_followed_as_what_is_not_there(
    partner: str, field: str, things: tuple[str, str], asking: Asking
) -> None:
    hidden, unknown = [
        await followed(
            asking, f"subscription {{ {field.format(name)} {{ kind cursor }} }}", PARTNERS[partner]
        )
        for name in things
    ]
    assert [one.body for one in hidden.items] == [one.body for one in unknown.items]
    assert hidden.refused == unknown.refused
    if hidden.refused is None:
        assert len(hidden.items) == 2, "a gap and a heartbeat"
    assert {_plain(one, things[0]) for one in hidden.asked} == {
        _plain(one, things[1]) for one in unknown.asked
    }


async def test_whoever_is_granted_a_field_sees_a_value_of_it(asking: Asking) -> None:
    seen: set[str] = set()
    for route in STREAMS.every(2):
        operation = STREAMS.operation(route)
        stream = await followed(asking, twin(operation).written(), unshaped(PARTNERS["operations"]))
        seen |= {name for item in stream.items for name in seen_in(operation, item.data)}
    asked = {name for route in STREAMS.every(1) for name in STREAMS.operation(route).fields}
    unseen = {name for name in asked - seen if not {name, name.split(".")[0]} & NEVER_SEEN}
    assert {name for name in unseen if name.split(".")[0] in {*UPDATES, "Event", "UpdateGap"}} == set()


def _plain(asked: str, name: str) -> str:
    return asked.replace(name, "name").replace(name.casefold(), "name")
