import pytest

from adapters.wms_east.vocabulary import STATE_OF_BUCKET
from domain.ports.reading import Found, Missing
from domain.quantities import quantity
from domain.stock import StockKey, StockPosition, StockState, on_hand
from tests.adapters.wms_east.replies import HUGE, Json, asked, failure, reply, said, stock
from tests.doubles.network import InTurn

KEY = StockKey("E-04711", "DC01")
BUCKETS = {"AVAILABLE": 410, "PICKED": 24, "DAMAGED": 6, "HOLD": 12}


async def told(record: Json) -> Found[object]:
    answer = (await asked("stock", [KEY], InTurn(reply(record))))[KEY]
    assert isinstance(answer, Found), answer
    return answer


async def test_each_bucket_is_a_physical_state_and_allocation_a_claim() -> None:
    answer = await told(stock())
    position = answer.value
    assert isinstance(position, StockPosition)
    assert {figure.state: figure.quantity for figure in position.figures} == {
        StockState.SELLABLE: quantity(410),
        StockState.PICKED: quantity(24),
        StockState.DAMAGED: quantity(6),
        StockState.QUARANTINED: quantity(12),
        StockState.ALLOCATED: quantity(36),
    }
    assert on_hand(position) == quantity(452)
    assert set(STATE_OF_BUCKET) == set(BUCKETS)


async def test_an_unknown_bucket_is_found_and_counts_for_nothing() -> None:
    answer = await told(stock(buckets=BUCKETS | {"VIRTUAL": 1_000}))
    assert isinstance(answer.value, StockPosition)
    assert on_hand(answer.value) == quantity(452)
    assert [finding.group for finding in answer.findings] == ["wms_east/bucket/VIRTUAL"]


async def test_an_impossible_time_leaves_the_age_of_the_figures_unknown() -> None:
    answer = await told(stock(asOfMillis=HUGE))
    assert isinstance(answer.value, StockPosition)
    assert {figure.as_of for figure in answer.value.figures} == {None}
    assert [finding.group for finding in answer.findings] == ["wms_east/asOfMillis"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"buckets": BUCKETS | {"HOLD": None}}, "at `$.buckets[...]`"),
        ({"buckets": {"AVAILABLE": 1}}, "buckets.PICKED: is missing"),
        ({"buckets": BUCKETS | {"DAMAGED": -6}}, "buckets.DAMAGED: -6 is below zero"),
        ({"buckets": BUCKETS | {"AVAILABLE": HUGE}}, "buckets.AVAILABLE: "),
        ({"allocatedQuantity": HUGE}, "allocatedQuantity: "),
        ({"uom": None}, "at `$.uom`"),
        ({"asOfMillis": "2026-03-02T08:00:00"}, "at `$.asOfMillis`"),
    ],
)
async def test_a_count_that_cannot_be_used_fails_its_position_alone(
    changes: dict[str, object], place: str
) -> None:
    answer = await failure("stock", KEY, stock(**changes))
    assert place in str(answer.error)
    assert [finding.subjects for finding in answer.findings] == [("sku:E-04711@DC01",)]


async def test_the_same_item_elsewhere_is_another_position() -> None:
    elsewhere = StockKey("E-04711", "DC02")
    network = InTurn(reply(stock(), stock(facilityCode="DC02", allocatedQuantity=0)))
    answers = await asked("stock", [KEY, elsewhere, StockKey("E-04711", "DC03")], network)
    assert isinstance(answers[KEY], Found)
    assert isinstance(answers[elsewhere], Found)
    assert isinstance(answers[StockKey("E-04711", "DC03")], Missing)
    assert [said(request)["itemCodes"] for request in network.requests] == [["E-04711"]]
