"""What is folded of Tryton's records is what the seed has made of each order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.orders import BillingStatus, LineQuantities, OrderStatus
from tests.real.adapters.statuses import standing
from tests.real.tryton.manifest import SeededSale
from tests.real.tryton.server import TrytonServer

STATUS_OF: Mapping[str, Sequence[OrderStatus]] = {
    "quotation": [OrderStatus.RECEIVED],
    "confirmed": [OrderStatus.ACKNOWLEDGED],
    "waiting": [OrderStatus.RELEASED],
    "assigned": [OrderStatus.ALLOCATED],
    "picked": [OrderStatus.PICKING],
    "packed": [OrderStatus.PACKED],
    "shipped": [OrderStatus.SHIPPED],
    "done": [OrderStatus.SHIPPED],
    "done_invoiced": [OrderStatus.SHIPPED],
    "invoiced_ahead": [OrderStatus.RELEASED],
    "partial": [OrderStatus.PARTIALLY_SHIPPED],
    # A part of the first one was found, and its furthest part counts; of the second nothing was.
    "backordered": [OrderStatus.ALLOCATED, OrderStatus.BACKORDERED],
    "cancelled": [OrderStatus.CANCELLED],
    "shipment_cancelled": [OrderStatus.RELEASED],
    "to_return": [OrderStatus.SHIPPED],
    "closed": [OrderStatus.CLOSED],
    "from_shop": [OrderStatus.RELEASED],
}
INVOICED = {"done_invoiced", "invoiced_ahead", "closed", "from_shop"}

ALL = Fraction(1)
SENT = {"allocated": ALL, "picked": ALL, "shipped": ALL}
PARTS_OF: Mapping[str, Mapping[str, Fraction]] = {
    "assigned": {"allocated": ALL},
    "picked": {"allocated": ALL, "picked": ALL},
    "packed": {"allocated": ALL, "picked": ALL},
    "shipped": SENT,
    "done": SENT,
    "done_invoiced": SENT,
    "to_return": SENT,
    "closed": SENT,
    "cancelled": {"cancelled": ALL},
}
"""How much of each line, by group; of the groups that are neither here nor below, nothing."""

HALF = {"allocated": Fraction(1, 2), "picked": Fraction(1, 2), "shipped": Fraction(1, 2)}
PARTS_BY_LINE: Mapping[str, Sequence[Sequence[Mapping[str, Fraction]]]] = {
    # Half of the first line was sent, and a second line whole.
    "partial": [[HALF, SENT], [HALF]],
    # 3 of 8 are there, and none of 4.
    "backordered": [
        [{"allocated": Fraction(3, 8), "backordered": Fraction(5, 8)}],
        [{"backordered": ALL}],
    ],
}

IN_STOCK_UNITS = {"bx12": 12}


def numbers(sales: Sequence[SeededSale]) -> list[str]:
    return [sale.number for sale in sales if sale.number]


def amounts(line: LineQuantities) -> dict[str, Decimal]:
    names = ("allocated", "picked", "shipped", "delivered", "backordered", "cancelled", "returned")
    told = {name: getattr(line, name).amount for name in names}
    return {name: amount for name, amount in told.items() if amount}


def expected(sale: SeededSale, group: str, place: int) -> list[dict[str, Decimal]]:
    goods = [line for line in sale.lines if line.product]
    alike = [PARTS_OF.get(group, {})] * len(goods)
    parts = PARTS_BY_LINE[group][place] if group in PARTS_BY_LINE else alike
    ordered = [Fraction(str(line.quantity)) * IN_STOCK_UNITS.get(line.unit, 1) for line in goods]
    return [
        {name: Decimal(str(float(part * amount))) for name, part in told.items()}
        for told, amount in zip(parts, ordered, strict=True)
    ]


def test_every_group_of_orders_is_expected(own_tryton: TrytonServer) -> None:
    seeded = own_tryton.manifest.sales
    assert set(STATUS_OF) == {group for group, sales in seeded.items() if numbers(sales)} - {
        "return_announced",
        "return_received",
    }


@pytest.mark.parametrize("group", STATUS_OF)
async def test_each_order_stands_where_the_seed_has_left_it(own_tryton: TrytonServer, group: str) -> None:
    sales = own_tryton.manifest.sales[group]
    told = await standing(own_tryton, *numbers(sales))
    statuses = [told[number].status for number in numbers(sales)]
    assert statuses == list(STATUS_OF[group]) * (len(statuses) // len(STATUS_OF[group]))
    billed = BillingStatus.INVOICED if group in INVOICED else BillingStatus.NOT_INVOICED
    assert {each.billing for each in told.values()} == {billed}
    for place, sale in enumerate(sales):
        lines = told[sale.number or ""].lines
        assert [amounts(line) for line in lines] == expected(sale, group, place)


async def test_an_order_has_the_lines_that_were_sold(own_tryton: TrytonServer) -> None:
    seeded = own_tryton.manifest
    sales = {sale.number: sale for group in STATUS_OF for sale in seeded.sales[group] if sale.number}
    for number, each in (await standing(own_tryton, *sales)).items():
        goods = [line for line in sales[number].lines if line.product]
        assert [(line.sku, line.ordered.amount) for line in each.order.lines] == [
            (line.product, Decimal(str(line.quantity)) * IN_STOCK_UNITS.get(line.unit, 1)) for line in goods
        ]
        assert {line.location for line in each.order.lines} == {sales[number].warehouse}
        assert each.order.customer == sales[number].customer
