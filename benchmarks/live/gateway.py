"""A gateway as it is served, over the simulated systems, and deliveries that are signed as by them."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

import httpx
import orjson

from benchmarks.fixed_server import HOST, Running
from gateway.demo.instance_file import LINKS, instance_file
from gateway.demo.processes import free_port, running
from gateway.demo.run import until_ready
from gateway.demo.world import token

CONFIG = "ordergraph.yaml"
MANY_CONNECTIONS = {"connections": 20_000, "connections_of_partner": 20_000}
_CARRIER, _ERP = b"carrier-webhook-secret", b"erp-webhook-secret"
"""The simulators' own."""


class Gateway(NamedTuple):
    """One that is ready, and a token of somebody who may see every row."""

    server: Running
    token: str


class Delivery(NamedTuple):
    """What a system posts to `/events/{source}`."""

    source: str
    headers: Mapping[str, str]
    body: bytes


def environment_of(config: Path, database: str, port: int) -> dict[str, str]:
    """What a gateway is told, with keys of its own. It does not poll."""
    return {
        "ORDERGRAPH_CONFIG": str(config),
        "ORDERGRAPH_DATA_DIR": str(config.parent),
        "ORDERGRAPH_DATABASE_URL": database,
        "ORDERGRAPH_PORT": str(port),
        "ORDERGRAPH_SYNC_ENABLED": "false",
        "ORDERGRAPH_SEARCH_KEY": token_hex(32),
        "ORDERGRAPH_KEY_SECRET": token_hex(32),
    }


@asynccontextmanager
async def gateway_in(
    folder: Path, urls: Mapping[str, str], database: str = "", *, command: tuple[str, ...] = ()
) -> AsyncIterator[Gateway]:
    """Over systems that listen at `urls`. database: its URL; empty for SQLite in `folder`.

    Without polling: what the systems themselves do has no part in the figures. command: what starts it, if
    not `ordergraph serve` alone.
    """
    _write(folder, urls)
    port, log = free_port(0), folder / "gateway.log"
    environment = environment_of(folder / CONFIG, database, port)
    started = command or ("-m", "gateway.cli", "serve")
    async with running(started, log=log, environment=environment) as process:
        url = f"http://{HOST}:{port}"
        await until_ready(url, process, log)
        async with httpx.AsyncClient(trust_env=False) as client:
            shown = await token(client, urls["issuer"], "service-desk")
        yield Gateway(Running(f"{url}/", process.pid), shown)


def _write(folder: Path, urls: Mapping[str, str]) -> None:
    folder.mkdir()
    (folder / LINKS).write_bytes((folder.parent / LINKS).read_bytes())
    (folder / CONFIG).write_text(instance_file(urls, {"limits": MANY_CONNECTIONS}), encoding="utf-8")


def scan(name: str, parcel: str) -> Delivery:
    """The carrier tells that a parcel has arrived somewhere. name: of this notification."""
    event = {"id": name, "code": "AR", "at": "2026-03-02T10:00:00Z"}
    body = orjson.dumps({"notificationId": name, "trackingNumber": parcel, "event": event})
    digest = hmac.new(_CARRIER, body, hashlib.sha256).hexdigest()
    return Delivery("carrier", {"x-carrier-signature": digest}, body)


def order_step(name: str, number: str, reason: str = "REL") -> Delivery:
    """The ERP tells of a step of an order. name: of this notification."""
    told = {"number": number, "reason": reason}
    sent = {"id": name, "type": "sales_order.changed", "occurred_at": "2026-03-02T10:00:00Z", "data": told}
    body, at = orjson.dumps(sent), str(int(time.time()))
    digest = hmac.new(_ERP, at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return Delivery("erp", {"x-erp-timestamp": at, "x-erp-signature": f"v1={digest}"}, body)
