"""The ERP's endpoints for products, customers, sites, stock and purchase orders."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulators.clock import iso
from simulators.erp.master_data import customer, product, sites
from simulators.erp.order_routes import BAD_CURSOR, BAD_REQUEST, MOST_NUMBERS, TOO_MANY
from simulators.erp.supply import purchase_order, stock
from simulators.reference import catalog, customers
from simulators.reference.customers import Customer
from simulators.reference.places import SITES, site_code
from simulators.serving.asked import Asked, as_cursor, from_query
from simulators.simulation import Simulation

T = TypeVar("T")

_MOST_KEYS = 200
_ALL_CUSTOMERS = (*customers.COMPANIES, *customers.PERSONS)


class StockRoutes:
    """Answers questions about items, places, stock and supply."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def routes(self, prefix: str) -> list[Route]:
        return [
            Route(f"{prefix}/products", self.products),
            Route(f"{prefix}/customers", self.customers),
            Route(f"{prefix}/sites", self.sites),
            Route(f"{prefix}/stock", self.stock),
            Route(f"{prefix}/purchase-orders", self.purchase_orders),
        ]

    async def products(self, request: Request) -> JSONResponse:
        asked = from_query(request, BAD_REQUEST)
        if "skus" in asked:
            return _answer(asked, "skus", catalog.by_sku().get, product)
        if "gtins" in asked:
            return _answer(asked, "gtins", catalog.by_gtin().get, product)
        return _page(asked, range(catalog.COUNT), product)

    async def customers(self, request: Request) -> JSONResponse:
        asked = from_query(request, BAD_REQUEST)
        if "numbers" in asked:
            return _answer(asked, "numbers", self._customer, customer)
        return _page(asked, _ALL_CUSTOMERS, lambda number: customer(customers.customer(number)))

    def _customer(self, text: str) -> Customer | None:
        number = customers.parse(text)
        if number is not None:
            return customers.customer(number)
        copied = (order.header.copied for order in self._simulation.world.injected.copied())
        return next((each.buyer for each in copied if each and each.buyer.number == text), None)

    async def sites(self, request: Request) -> JSONResponse:
        from_query(request, BAD_REQUEST).note_keys(len(SITES))
        return JSONResponse({"data": sites()})

    async def stock(self, request: Request) -> JSONResponse:
        asked = from_query(request, BAD_REQUEST)
        skus = asked.texts("skus", _MOST_KEYS, TOO_MANY)
        codes = (
            asked.texts("sites", len(SITES)) if "sites" in asked else [site.erp for site in SITES.values()]
        )
        asked.note_keys(len(skus))
        places = [site for site in (site_code("erp", code) for code in codes) if site]
        if len(places) != len(codes):
            raise asked.refuse("sites: there is no such site")
        found = {sku: catalog.by_sku().get(sku) for sku in skus}
        data = []
        for item in (each for each in found.values() if each is not None):
            for site in places:
                position = await self._simulation.position(item, site)
                now = self._simulation.now()
                coming = self._simulation.purchasing.open_for(item, now)
                data.append(stock(item, site, position, coming, now))
        return JSONResponse({"data": data, "not_found": [sku for sku, item in found.items() if item is None]})

    async def purchase_orders(self, request: Request) -> JSONResponse:
        asked, now = from_query(request, BAD_REQUEST), self._simulation.now()
        purchasing = self._simulation.purchasing
        if "sku" in asked:
            item = catalog.by_sku().get(asked.text("sku"))
            asked.note_keys(1)
            orders = purchasing.open_for(item, now) if item is not None else []
            return _purchases([purchase_order(order, now) for order in orders], now)
        if "changed_since" in asked or "cursor" in asked:
            cursor = asked.cursor("cursor", 3, BAD_CURSOR)
            since, until, first = cursor or (asked.instant("changed_since"), now, 0)
            limit = asked.whole("limit", 100, 1, 500)
            moved = purchasing.changed(since, until)
            data = [purchase_order(order, until) for order in moved[first : first + limit]]
            resume = as_cursor(since, until, first + limit) if len(moved) > first + limit else None
            return _purchases(data, until, resume=resume)
        wanted = asked.texts("numbers", MOST_NUMBERS, TOO_MANY)
        found = {number: purchasing.find(number, now) for number in wanted}
        data = [purchase_order(order, now) for order in found.values() if order]
        return _purchases(data, now, missing=[number for number, order in found.items() if order is None])


def _purchases(
    data: list[dict[str, object]], now: int, *, resume: str | None = None, missing: Sequence[str] = ()
) -> JSONResponse:
    return JSONResponse({"data": data, "not_found": list(missing), "next_cursor": resume, "as_of": iso(now)})


def _answer(
    asked: Asked, name: str, find: Callable[[str], T | None], write: Callable[[T], dict[str, object]]
) -> JSONResponse:
    found = {key: find(key) for key in asked.texts(name, _MOST_KEYS, TOO_MANY)}
    data = [write(record) for record in found.values() if record is not None]
    missing = [key for key, record in found.items() if record is None]
    return JSONResponse({"data": data, "not_found": missing, "next_cursor": None})


def _page(asked: Asked, numbers: Sequence[int], write: Callable[[int], dict[str, object]]) -> JSONResponse:
    limit = asked.whole("limit", 100, 1, 500)
    cursor = asked.cursor("cursor", 1, BAD_CURSOR)
    first = cursor[0] if cursor else 0
    data = [write(number) for number in numbers[first : first + limit]]
    resume = as_cursor(first + limit) if first + limit < len(numbers) else None
    return JSONResponse({"data": data, "not_found": [], "next_cursor": resume})
