"""Moves a customer shipment on in a running Tryton, through its own REST API, as a warehouse clerk would."""

from collections.abc import Sequence
from typing import Literal, cast

import httpx

from tests.real.tryton.server import TrytonServer

Step = Literal["assign_try", "pick", "pack", "ship", "do"]
STEPS: tuple[Step, ...] = ("assign_try", "pick", "pack", "ship", "do")
_MODEL = "/rest/model/stock.shipment.out"
_DEADLINE_S = 20.0


def drive(server: TrytonServer, shipment: str, steps: Sequence[Step]) -> str:
    """Take the steps on the shipment with this number and return the state it is in after the last one.

    Raises:
        LookupError: there is no customer shipment with this number.
        RuntimeError: Tryton refused a step; the message names the step and gives Tryton's reason.
    """
    headers = {"Authorization": f"bearer {server.key}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=_DEADLINE_S) as client:
        number, state = _find(client, shipment)
        for step in steps:
            reply = client.post(f"{_MODEL}/{number}/{step}", json={})
            if reply.is_error:
                raise RuntimeError(
                    f"Tryton refused {step} on shipment {shipment}: {reply.status_code} {reply.text}"
                )
            _, state = _find(client, shipment)
    return state


def _find(client: httpx.Client, shipment: str) -> tuple[int, str]:
    body = {"domain": [["number", "=", shipment]], "fields_names": ["state"]}
    reply = client.post(f"{_MODEL}/search_read", json=body)
    reply.raise_for_status()
    rows = cast("list[dict[str, object]]", reply.json())
    if not rows:
        raise LookupError(f"Tryton has no customer shipment {shipment}")
    return int(str(rows[0]["id"])), str(rows[0]["state"])
