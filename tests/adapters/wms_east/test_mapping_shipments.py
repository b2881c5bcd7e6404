from decimal import Decimal
from typing import cast

from domain.ports.reading import Found
from domain.quantities import quantity
from domain.shipments import Content, Package, Shipment
from tests.adapters.wms_east.replies import (
    PACKED,
    REFERENCE,
    Json,
    asked,
    container,
    content,
    order,
    reply,
    shipment,
    step,
)
from tests.doubles.network import InTurn

NAME = "SHE000000421"


async def told(*orders: Json) -> Found[Shipment]:
    answer = (await asked("shipments", [NAME], InTurn(reply(*orders))))[NAME]
    assert isinstance(answer, Found), answer
    return cast("Found[Shipment]", answer)


def packed(reference: str, at: int, *shipments: Json) -> Json:
    return order(
        hostReference=reference,
        orderId=f"WO-{reference}",
        state="PACKED",
        stateHistory=[step("PACKED", at)],
        shipments=list(shipments),
    )


async def test_a_shipment_tells_what_lies_in_which_package() -> None:
    second = container(
        content(hostLineNumber=20, quantity=1, uom="CASE"), sscc=None, trackingNumber=None, weightGrams=None
    )
    answer = await told(packed(REFERENCE, PACKED, shipment(container(content()), second)))
    value = answer.value
    assert (value.id, value.carrier, value.service, value.origin) == (NAME, "PONE", "GROUND", "DC01")
    assert value.tracking_numbers == ("1ZR410W70300000425",)
    assert value.packages == (
        Package(id="106141410000042119", tracking_number="1ZR410W70300000425", weight_kg=Decimal("2.4")),
        Package(id="C0000004211"),
    )
    assert value.contents == (
        Content(
            order=REFERENCE, sku="E-04711", quantity=quantity(10), line="10", package="106141410000042119"
        ),
        Content(order=REFERENCE, sku="E-04711", quantity=quantity(1, "CS"), line="20", package="C0000004211"),
    )


async def test_one_readable_order_tells_a_shipment_whose_other_order_is_broken() -> None:
    joint = shipment(container(content()))
    answer = await told(packed(REFERENCE, PACKED, joint), {"shipments": [{"shipmentId": NAME}]})
    assert answer.value.id == NAME
