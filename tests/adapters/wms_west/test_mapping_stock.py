import pytest

from adapters.wms_west.vocabulary import STATE_OF_TYPE
from domain.ports.reading import Found, Missing
from domain.quantities import quantity
from domain.stock import StockKey, StockPosition, StockState, on_hand
from tests.adapters.wms_west.replies import amounts, asked, failure, reply, stock
from tests.doubles.network import InTurn

KEY = StockKey("000000000040001042", "W2")


def stock_reply(*records: str) -> bytes:
    return reply(*records, operation="GetStock")


async def told(record: str) -> Found[object]:
    answer = (await asked("stock", [KEY], InTurn(stock_reply(record))))[KEY]
    assert isinstance(answer, Found), answer
    return answer


async def test_each_type_is_a_physical_state_and_allocation_a_claim() -> None:
    position = (await told(stock())).value
    assert isinstance(position, StockPosition)
    assert {figure.state: figure.quantity for figure in position.figures} == {
        StockState.SELLABLE: quantity("41.5", "CS"),
        StockState.PICKED: quantity(2, "CS"),
        StockState.DAMAGED: quantity("0.5", "CS"),
        StockState.QUARANTINED: quantity(1, "CS"),
        StockState.ALLOCATED: quantity(3, "CS"),
    }
    assert on_hand(position) == quantity(45, "CS")
    assert set(STATE_OF_TYPE) == {"UU", "PI", "DM", "QI"}


async def test_an_unknown_type_is_found_and_counts_for_nothing() -> None:
    answer = await told(stock(amounts(XX="1000,00")))
    assert isinstance(answer.value, StockPosition)
    assert on_hand(answer.value) == quantity(45, "CS")
    assert [finding.group for finding in answer.findings] == ["wms_west/type of stock/XX"]


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (stock(amounts().replace('type="DM"', 'kind="DM"')), "`@type` - at `Qty[3]`"),
        (stock(amounts().replace('type="DM"', 'type="PI"')), "Stock/Qty[@type='PI']: is told twice"),
        (stock('<w:Qty type="UU">1,00</w:Qty>'), "Stock/Qty[@type='PI']: is missing"),
        (stock(amounts(QI="-1,00")), "Stock/Qty[@type='QI']: -1,00 is below zero"),
        (stock(amounts(UU="many")), "Stock/Qty[@type='UU']: 'many' is not a number"),
        (stock(amounts(UU="")), "`#text` - at `Qty[1]`"),
        (stock(allocated="1" + "0" * 30), "Stock/Allocated: "),
        (stock().replace("uom=", "unit="), "missing required field `@uom`"),
    ],
)
async def test_a_count_that_cannot_be_used_fails_its_position_alone(record: str, place: str) -> None:
    answer = await failure("stock", KEY, stock_reply(record))
    assert place in str(answer.error)
    assert [finding.subjects for finding in answer.findings] == [("sku:000000000040001042@W2",)]


async def test_another_facility_is_not_asked_for() -> None:
    network = InTurn(stock_reply(stock()))
    elsewhere = StockKey(KEY.sku, "W3")
    answers = await asked("stock", [KEY, elsewhere], network)
    assert isinstance(answers[KEY], Found)
    assert isinstance(answers[elsewhere], Missing)
    assert network.requests[0].content.count(b"<w:Ref>") == 1
    assert isinstance((await asked("stock", [elsewhere], network))[elsewhere], Missing)
    assert len(network.requests) == 1
