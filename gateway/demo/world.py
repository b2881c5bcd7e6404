"""What the demo asks the simulators about themselves: stories worth showing, and tokens."""

from collections.abc import Mapping

import httpx

from gateway.demo.instance_file import CUSTOMER
from gateway.demo.personas import Examples

_SHOWN_SKUS = ("AX-1001", "AX-1002", "AX-1003", "AX-1004", "AX-1005")


async def examples(client: httpx.AsyncClient, urls: Mapping[str, str]) -> Examples:
    """Orders of each story, one order of the partner's own, and some items."""
    stories = (await client.get(f"{urls['control']}/_sim/stories")).raise_for_status().json()
    orders = await client.get(
        f"{urls['erp']}/api/v2/sales-orders",
        params={"customer": CUSTOMER, "limit": "1"},
        headers={"X-API-Key": "erp-demo-key"},
    )
    own = orders.raise_for_status().json()["data"]
    return Examples(
        stories=stories["stories"],
        own_order=own[0]["number"] if own else stories["stories"]["plain"][0],
        skus=_SHOWN_SKUS,
    )


async def token(client: httpx.AsyncClient, issuer: str, name: str) -> str:
    """A token of the simulated issuer for one of its clients."""
    form = {"grant_type": "client_credentials", "client_id": name, "client_secret": f"{name}-secret"}
    answer = (await client.post(f"{issuer}/token", data=form)).raise_for_status().json()
    return str(answer["access_token"])
