import httpx
import pytest

from tests.real.tryton.drive import STEPS, drive
from tests.real.tryton.manifest import Manifest
from tests.real.tryton.server import TrytonServer


def shipment_states(manifest: Manifest) -> set[str]:
    return {
        shipment.state for sales in manifest.sales.values() for sale in sales for shipment in sale.shipments
    }


def test_the_seed_has_sales_in_every_state(tryton: TrytonServer) -> None:
    states = {sale.state for sales in tryton.manifest.sales.values() for sale in sales}
    assert states == {"draft", "quotation", "confirmed", "processing", "done", "cancelled"}


def test_the_seed_has_shipments_in_every_state_that_an_order_brings(tryton: TrytonServer) -> None:
    expected = {"waiting", "assigned", "picked", "packed", "shipped", "done", "cancelled"}
    assert shipment_states(tryton.manifest) == expected


def test_the_seed_has_orders_in_part(tryton: TrytonServer) -> None:
    partial = tryton.manifest.sales["partial"]
    assert {sale.shipment_state for sale in partial} == {"partially shipped"}
    assert [[shipment.state for shipment in sale.shipments] for sale in partial] == [["done", "waiting"]] * 2


def test_drafts_have_no_number(tryton: TrytonServer) -> None:
    assert {sale.number for sale in tryton.manifest.sales["draft"]} == {None}


def test_the_key_opens_the_api(tryton: TrytonServer) -> None:
    body = {"domain": [["code", "in", ["AX-1001"]]], "fields_names": ["code"]}
    url = f"{tryton.url}/rest/model/product.product/search_read"
    reply = httpx.post(url, json=body, headers={"Authorization": f"bearer {tryton.key}"}, timeout=20.0)
    assert [row["code"] for row in reply.json()] == ["AX-1001"]
    assert httpx.post(url, json=body, timeout=20.0).status_code == httpx.codes.UNAUTHORIZED


def test_a_shipment_can_be_driven_to_its_end(tryton: TrytonServer) -> None:
    shipment = tryton.manifest.sales["waiting"][-1].shipments[0].number
    seen = [drive(tryton, shipment, [step]) for step in STEPS]
    assert seen == ["assigned", "picked", "packed", "shipped", "done"]


def test_a_step_out_of_order_is_refused_with_its_reason(tryton: TrytonServer) -> None:
    shipment = tryton.manifest.sales["backordered"][0].shipments[0].number
    with pytest.raises(RuntimeError, match=f"refused pack on shipment {shipment}: 400 .*You can not call"):
        drive(tryton, shipment, ["pack"])


def test_an_unknown_shipment_is_named(tryton: TrytonServer) -> None:
    with pytest.raises(LookupError, match="no customer shipment 9999"):
        drive(tryton, "9999", ["pick"])
