"""The ERP's endpoints for sales orders, invoices and returns."""

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulators.clock import iso
from simulators.erp.history import changed_at
from simulators.erp.money import invoices
from simulators.erp.orders import sales_order
from simulators.erp.returns import rma
from simulators.orders import terms
from simulators.orders.facts import Order
from simulators.reference import customers, numbers
from simulators.serving.asked import Asked, as_cursor, from_query
from simulators.simulation import Simulation
from simulators.world import lookup
from simulators.world.changes import Window, changed

MOST_NUMBERS = 100
BAD_REQUEST, BAD_CURSOR, TOO_MANY = "BAD_REQUEST", "BAD_CURSOR", "TOO_MANY_NUMBERS"
_HEADERS_A_PAGE = 5_000
_SELECTORS = ("numbers", "channel_ref", "customer_po")


class OrderRoutes:
    """Answers questions about orders."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._world = simulation.world

    def routes(self, prefix: str) -> list[Route]:
        return [
            Route(f"{prefix}/sales-orders", self.sales_orders),
            Route(f"{prefix}/sales-orders/changes", self.changes),
            Route(f"{prefix}/invoices", self.invoices),
            Route(f"{prefix}/returns", self.returns),
        ]

    async def sales_orders(self, request: Request) -> JSONResponse:
        asked = from_query(request, BAD_REQUEST)
        if "customer" in asked:
            return self._of_customer(asked)
        selector = next((name for name in _SELECTORS if name in asked), None)
        if selector is None:
            raise asked.refuse(f"one of {', '.join(_SELECTORS)}, customer is needed")
        now = self._simulation.now()
        wanted = asked.texts(selector, MOST_NUMBERS, TOO_MANY)
        found = {each: self._find(selector, each, now) for each in wanted}
        return JSONResponse(
            {
                "data": [sales_order(order, now) for order in found.values() if order],
                "not_found": [each for each, order in found.items() if order is None],
                "as_of": iso(now),
                "next_cursor": None,
            }
        )

    async def changes(self, request: Request) -> JSONResponse:
        asked = from_query(request, BAD_REQUEST)
        limit = asked.whole("limit", 100, 1, 500)
        cursor = asked.cursor("cursor", 3, BAD_CURSOR)
        window = Window(*cursor) if cursor else Window(asked.instant("since"), self._simulation.now())
        page = changed(self._world, window, limit, _changed_at)
        resume = None if page.resume is None else as_cursor(window.since, window.until, page.resume)
        data = [sales_order(order, window.until) for order in page.orders]
        return JSONResponse({"data": data, "next_cursor": resume, "as_of": iso(window.until)})

    async def invoices(self, request: Request) -> JSONResponse:
        def write(order: Order, now: int) -> list[dict[str, object]]:
            number = numbers.erp_order(order.index)
            return [{**each, "order": number} for each in invoices(order, now)]

        return self._children(request, numbers.parse_invoice, write)

    async def returns(self, request: Request) -> JSONResponse:
        def write(order: Order, now: int) -> list[dict[str, object]]:
            found = rma(order, now)
            return [found] if found else []

        return self._children(request, lambda text: (numbers.parse_rma(text), 0), write)

    def _children(
        self,
        request: Request,
        parse: Callable[[str], tuple[int | None, int] | None],
        write: Callable[[Order, int], list[dict[str, object]]],
    ) -> JSONResponse:
        """Answer `numbers` of the records themselves, or `orders` that they belong to."""
        asked, now = from_query(request, BAD_REQUEST), self._simulation.now()
        data: list[dict[str, object]] = []
        if "orders" in asked:
            wanted = asked.texts("orders", MOST_NUMBERS, TOO_MANY)
            orders = {each: lookup.by_own_number(self._world, each, now) for each in wanted}
            data = [record for order in orders.values() if order for record in write(order, now)]
            missing = [each for each, order in orders.items() if order is None]
        else:
            wanted = asked.texts("numbers", MOST_NUMBERS, TOO_MANY)
            for each in wanted:
                known_as = self._candidates((parse(each) or (None, 0))[0], now)
                records = (record for order in known_as for record in write(order, now))
                data += [record for record in records if record["number"] == each]
            known = {record["number"] for record in data}
            missing = [each for each in wanted if each not in known]
        return JSONResponse({"data": data, "not_found": missing})

    def _find(self, selector: str, text: str, now: int) -> Order | None:
        if selector == "numbers":
            return lookup.by_own_number(self._world, text, now)
        by_ref = selector == "channel_ref"
        parse = numbers.parse_channel_ref if by_ref else numbers.parse_customer_po
        write = terms.channel_ref if by_ref else terms.customer_po
        return next((each for each in self._candidates(parse(text), now) if write(each.header) == text), None)

    def _candidates(self, index: int | None, now: int) -> Iterator[Order]:
        """Give the order that a name stands for by its form, and those that brought their names along."""
        order = self._world.own(index, now)
        if order and not order.header.copied:
            yield order
        yield from self._world.injected.copied()

    def _of_customer(self, asked: Asked) -> JSONResponse:
        limit, now = asked.whole("limit", 50, 1, 200), self._simulation.now()
        cursor = asked.cursor("cursor", 1, BAD_CURSOR)
        newest = cursor[0] if cursor else self._world.count_at(now)
        customer = customers.parse(asked.text("customer"))
        asked.note_keys(1)
        oldest = 0 if customer is not None else newest
        found: list[Order] = []
        index = newest
        while index > oldest and len(found) < limit and newest - index < _HEADERS_A_PAGE:
            if self._world.header(index).customer == customer:
                found.append(self._world.order(index))
            index -= 1
        data = [sales_order(order, now) for order in found]
        resume = as_cursor(index) if index > oldest else None
        return JSONResponse({"data": data, "not_found": [], "as_of": iso(now), "next_cursor": resume})


def _changed_at(order: Order, now: int) -> int:
    return changed_at(order, now) if order.header.in_own_erp else 0
