"""What the demo asks the simulators about themselves: stories worth showing, and tokens."""

from collections.abc import Mapping

import httpx

from gateway.demo.instance_file import CUSTOMER
from gateway.demo.personas import Examples

ORDERS = 2000
"""How many orders the simulated world of the demo has."""

_LOOKED_AT = 100
_PARTLY_SHIPPED = "60"
_SHOWN_SKUS = ("AX-1001", "AX-1002", "AX-1003", "AX-1004", "AX-1005")


async def examples(client: httpx.AsyncClient, urls: Mapping[str, str]) -> Examples:
    """An order that is half on its way, one of its parcels, an order of the partner's own, and some items."""
    told = (await client.get(f"{urls['control']}/_sim/stories")).raise_for_status().json()["stories"]
    newest = (f"SO-{index:07d}" for index in range(ORDERS - _LOOKED_AT + 1, ORDERS + 1))
    orders = await _orders(client, urls["erp"], {"numbers": ",".join(newest)})
    own = await _orders(client, urls["erp"], {"customer": CUSTOMER, "limit": "1"})
    half = (order["number"] for order in orders if order["status"] == _PARTLY_SHIPPED)
    order = next(half, told["split"][0])
    return Examples(
        order=order,
        read_out=await _tracking_number(client, urls["control"], order),
        own_order=own[0]["number"] if own else told["plain"][0],
        skus=_SHOWN_SKUS,
    )


async def _tracking_number(client: httpx.AsyncClient, control: str, order: str) -> str:
    """The first parcel of an order, by its carrier's number."""
    truth = (await client.get(f"{control}/_sim/truth/orders/{order}")).raise_for_status().json()
    return str(truth["numbers"]["tracking"][0])


async def _orders(client: httpx.AsyncClient, erp: str, params: Mapping[str, str]) -> list[Mapping[str, str]]:
    """What the simulated ERP itself says, in its own words."""
    answer = await client.get(
        f"{erp}/api/v2/sales-orders", params=params, headers={"X-API-Key": "erp-demo-key"}
    )
    orders: list[Mapping[str, str]] = answer.raise_for_status().json()["data"]
    return orders


async def token(client: httpx.AsyncClient, issuer: str, name: str) -> str:
    """A token of the simulated issuer for one of its clients."""
    form = {"grant_type": "client_credentials", "client_id": name, "client_secret": f"{name}-secret"}
    answer = (await client.post(f"{issuer}/token", data=form)).raise_for_status().json()
    return str(answer["access_token"])
