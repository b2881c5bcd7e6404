"""`POST /v1/inventory/query`: counts per item and facility, by bucket."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from simulators.reference import catalog
from simulators.serving.asked import as_cursor, from_json
from simulators.simulation import Simulation
from simulators.wms_east.order_search import CODE, paging
from simulators.wms_east.orders import FACILITY, SITE, millis
from simulators.world.ledger import Position

_MOST = 200


def counts(item: int, position: Position, now: int) -> dict[str, object]:
    """Write the count of one item."""
    return {
        "itemCode": catalog.product(item).east_code,
        "facilityCode": FACILITY,
        "uom": "EA",
        "buckets": {
            "AVAILABLE": position.sellable,
            "PICKED": position.picked,
            "DAMAGED": position.damaged,
            "HOLD": position.quarantined,
        },
        "allocatedQuantity": position.allocated,
        "asOfMillis": millis(now),
    }


class Inventory:
    """Answers questions about stock."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    async def query(self, request: Request) -> JSONResponse:
        asked = await from_json(request, CODE)
        page = paging(asked, 1, _MOST)
        facilities = asked.texts("facilityCodes", 10) if "facilityCodes" in asked else [FACILITY]
        codes = asked.texts("itemCodes", _MOST) if "itemCodes" in asked else list(catalog.by_east_code())
        if facilities != [FACILITY]:
            raise asked.refuse(f"facilityCodes: only {FACILITY} is here")
        known = {code: catalog.by_east_code()[code] for code in codes if code in catalog.by_east_code()}
        first = page.cursor[0] if page.cursor else 0
        shown = list(known.values())[first : first + page.size]
        items = []
        for item in shown:
            position = await self._simulation.position(item, SITE)
            items.append(counts(item, position, self._simulation.now()))
        resume = as_cursor(first + page.size) if len(known) > first + page.size else None
        return JSONResponse(
            {
                "items": items,
                "unknownItemCodes": [code for code in codes if code not in known],
                "page": {"size": page.size, "nextCursor": resume},
                "serverTimeMillis": millis(self._simulation.now()),
            }
        )
