"""What Tryton itself says and does, past the adapter."""

import base64
from collections.abc import Mapping, Sequence
from typing import cast

import httpx
import msgspec

from tests.real.tryton.server import TrytonServer

_DEADLINE_S = 20.0

Row = dict[str, object]


def ask(
    tryton: TrytonServer,
    model: str,
    domain: Sequence[object],
    *fields: str,
    context: Mapping[str, object] | None = None,
) -> list[Row]:
    """The records of a domain."""
    told = {"company": tryton.manifest.company.id, **(context or {})}
    header = base64.urlsafe_b64encode(msgspec.json.encode(told)).decode()
    reply = httpx.post(
        f"{tryton.url}/rest/model/{model}/search_read",
        json={"domain": domain, "fields_names": fields},
        headers={"Authorization": f"bearer {tryton.key}", "X-Tryton-Context": header},
        timeout=_DEADLINE_S,
    )
    reply.raise_for_status()
    return cast("list[Row]", reply.json())


def change(tryton: TrytonServer, model: str, record: object, **values: object) -> None:
    """Write values into one record, as a person would."""
    reply = httpx.put(
        f"{tryton.url}/rest/model/{model}/{record}",
        json=values,
        headers={"Authorization": f"bearer {tryton.key}"},
        timeout=_DEADLINE_S,
    )
    reply.raise_for_status()


def press(tryton: TrytonServer, model: str, record: object, button: str) -> None:
    """Press a button of one record, as a person would."""
    reply = httpx.post(
        f"{tryton.url}/rest/model/{model}/{record}/{button}",
        json={},
        headers={"Authorization": f"bearer {tryton.key}"},
        timeout=_DEADLINE_S,
    )
    reply.raise_for_status()
