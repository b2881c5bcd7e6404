from collections.abc import Sequence

import pytest

from domain.orders import Order
from domain.ports.backends import BACKEND_PORTS, ORDERS, RETURNS, changed
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Found, Outcomes, Readers


class OneOrder:
    """Knows SO-1, and that from memory."""

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Order]:
        return self.peek(keys, demand)

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Order]:
        del demand
        known = Found(Order(number="SO-1", source="erp"))
        return {key: known if key == "SO-1" else MISSING for key in keys}


async def test_a_reader_is_found_again_by_its_port() -> None:
    readers = Readers([ORDERS.bound(OneOrder())])
    assert ORDERS in readers
    answers = await readers.of(ORDERS).read(["SO-1", "SO-2"], Demand(deadline=1.0))
    assert answers == {"SO-1": Found(Order(number="SO-1", source="erp")), "SO-2": MISSING}


def test_a_port_that_nothing_answers_is_not_there() -> None:
    readers = Readers([ORDERS.bound(OneOrder())])
    assert RETURNS not in readers
    with pytest.raises(KeyError, match="returns"):
        readers.of(RETURNS)


async def test_an_offer_keeps_port_and_read_together() -> None:
    offer = ORDERS.by(OneOrder().read)
    assert offer.port == "orders"
    assert await offer.read(["SO-2"], Demand(deadline=1.0)) == {"SO-2": MISSING}


def test_each_port_has_a_name_of_its_own() -> None:
    assert len({port.name for port in BACKEND_PORTS}) == len(BACKEND_PORTS)


def test_each_request_has_a_scope_of_its_own() -> None:
    assert Demand(deadline=1.0).scope is not Demand(deadline=1.0).scope


def test_changed_keys_come_once_and_in_order() -> None:
    assert changed("order", ["SO-2", "SO-1", "SO-2"]) == {"order": ("SO-2", "SO-1")}
    assert changed("order", []) == {}
