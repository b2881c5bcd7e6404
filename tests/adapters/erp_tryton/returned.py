"""Sales that take goods back, as raw as they come, in small."""

from adapters.erp_tryton.mapping.returns import goods_return
from adapters.erp_tryton.wire import returns as wire_returns
from domain.ports.reading import Found
from domain.returns import Return
from tests.adapters.erp_tryton.replies import (
    LEFT,
    PACKED,
    PICKED,
    PLACED,
    TODAY,
    UNIT,
    Json,
    day,
    invoice,
    moment,
    notes,
    read,
    sale_line,
)

ORDER = "21"
AWAITED, ARRIVED = "draft", "done"


def sale_back(number: str | None = "31", /, **other: object) -> Json:
    """Takes 4 of the 10 of order 21 back; nothing has come yet."""
    told: Json = {
        "id": 33,
        "number": number,
        "state": "processing",
        "sale_date": day(TODAY),
        "create_date": moment(PICKED),
        "write_date": moment(PACKED),
        "party.": {"id": 2, "code": "C-ACME"},
        "origin.": {"id": 23, "number": ORDER, "lines.": [sale_line()]},
        "lines.": [line_back()],
        "shipment_returns.": [on_its_way()],
        "invoices.": [],
    }
    return told | other


def line_back(number: int = 39, /, **other: object) -> Json:
    return sale_line(number, **{"quantity": -4.0, **other})


def arriving(state: str = AWAITED, /, **other: object) -> Json:
    told: Json = {
        "id": 141,
        "state": state,
        "internal_quantity": 4.0,
        "create_date": moment(PLACED),
        "write_date": moment(LEFT),
        "effective_date": day(TODAY) if state == ARRIVED else None,
        "origin": "sale.line,39",
    }
    return told | other


def on_its_way(state: str = "draft", /, *moves: Json) -> Json:
    return {
        "id": 1,
        "state": state,
        "warehouse.": {"id": 5, "code": "WH-E"},
        "incoming_moves.": list(moves or (arriving(AWAITED if state == "draft" else ARRIVED),)),
    }


def credit(number: str | None = "CR-1", /, **other: object) -> Json:
    rows = [{"id": 1, "origin": "sale.line,39", "quantity": -4.0, "unit.": UNIT}]
    return invoice(number, **{"lines.": rows, **other})


def told(record: Json) -> Found[Return]:
    noted = notes("return:31")
    return noted.as_found(goods_return(read(wire_returns.RETURN, record), noted))


def returned(record: Json) -> Return:
    found = told(record)
    assert found.findings == ()
    return found.value
