"""A Tryton whose records change, and polling it to the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.erp_tryton.changes import FEEDS
from domain.ports.backends import ChangePage
from tests.adapters.erp_tryton.replies import LEFT, Json, moment
from tests.adapters.erp_tryton.system import RETURNED_SALES, Tryton, connected
from tests.doubles.clock import SettableClock

SALES, SHIPMENTS, PURCHASES, _, MOVES = (feed.model for feed in FEEDS)
NOW = LEFT
LONG_AGO = NOW - timedelta(days=30)
JUST_NOW = NOW - timedelta(seconds=5)
UNTIL = NOW - timedelta(seconds=60)


def sale(number: int, written: datetime, **other: object) -> Json:
    told: Json = {
        "id": number,
        "number": str(number),
        "create_date": moment(LONG_AGO),
        "write_date": moment(written),
        "shipments.": [],
        "invoices.": [],
    }
    return told | other


def stock_move(number: int, *places: str | None, code: str | None = "AX-1") -> Json:
    start, end = ({"id": 1, "warehouse.": {"id": 5, "code": place} if place else None} for place in places)
    return {
        "id": number,
        "create_date": moment(LONG_AGO),
        "write_date": None,
        "product.": {"id": 1, "code": code},
        "from_location.": start,
        "to_location.": end,
    }


def tryton(
    sales: Sequence[object] = ([],),
    moves: Sequence[object] = ([],),
    returns: Sequence[object] = ([],),
    date_header: str | None = None,
) -> Tryton:
    others = {SHIPMENTS: [[]], PURCHASES: [[]], RETURNED_SALES: returns}
    return Tryton({SALES: sales, MOVES: moves, **others}, date_header)


async def poll(system: Tryton, cursor: str = "", **settings: object) -> list[ChangePage]:
    connection = connected(system, **settings)
    assert connection.changes
    pages: list[ChangePage] = []
    while not pages or pages[-1].more:
        pages.append(await connection.changes.changes(cursor, SettableClock().within()))
        cursor = pages[-1].cursor
    await connection.aclose()
    return pages


def told(pages: Sequence[ChangePage], kind: str = "order") -> list[str]:
    return [key for page in pages for key in page.changed.get(kind, ())]


def domain(system: Tryton, model: str, place: int = -1) -> list[object]:
    asked = system.asked(model)[place]["domain"]
    assert isinstance(asked, list)
    return asked
