from decimal import Decimal
from typing import cast

from domain.ports.reading import Found
from domain.quantities import quantity
from domain.shipments import Content, Package, Shipment
from tests.adapters.wms_west.replies import (
    PACKED,
    REFERENCE,
    asked,
    content,
    line,
    log,
    order,
    package,
    reply,
    shipment,
)
from tests.doubles.network import InTurn

NAME = "0000000421"


async def told(*orders: str) -> Found[Shipment]:
    answer = (await asked("shipments", [NAME], InTurn(reply(*orders))))[NAME]
    assert isinstance(answer, Found), answer
    return cast("Found[Shipment]", answer)


def packed(reference: str, at: str, *shipments: str) -> str:
    return order(line(), log("PK", at), *shipments, state="PK", reference=reference, number=f"W2-{reference}")


async def test_a_shipment_tells_what_lies_in_which_package() -> None:
    second = package(content("0,50", "CS", number="000020"), weight="", label="").replace(
        "1ZR410W70300000425", ""
    )
    answer = await told(packed(REFERENCE, PACKED, shipment(package(content()), second)))
    value = answer.value
    assert (value.id, value.carrier, value.service, value.origin) == (NAME, "PONE", "GROUND", "W2")
    assert value.tracking_numbers == ("1ZR410W70300000425",)
    assert value.packages == (
        Package(id="106141410000042119", tracking_number="1ZR410W70300000425", weight_kg=Decimal("2.4")),
        Package(id="P0000004211"),
    )
    sku = "000000000040001042"
    assert value.contents == (
        Content(order=REFERENCE, sku=sku, quantity=quantity(10), line="10", package="106141410000042119"),
        Content(order=REFERENCE, sku=sku, quantity=quantity("0.5", "CS"), line="20", package="P0000004211"),
    )


async def test_one_readable_order_tells_a_shipment_whose_other_order_is_broken() -> None:
    joint = shipment(package(content()))
    broken = packed("0000043", PACKED, joint).replace("hostLine", "line", 1)
    answer = await told(packed(REFERENCE, PACKED, joint), broken)
    assert answer.value.id == NAME
