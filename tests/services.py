"""The servers that some tests talk to over a real connection, and whether they answer."""

import os
import socket
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

PROBE_SECONDS = 1.0

_DEFAULTS: Mapping[str, str] = {
    "postgres": "postgresql+asyncpg://postgres@127.0.0.1:5432/test",
    "redis": "redis://127.0.0.1:6379/0",
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672/",
    "nats": "nats://127.0.0.1:4222",
}


def address(name: str) -> str:
    """Return the URL of a service: ORDERGRAPH_TEST_<NAME>, or where its own installer puts it."""
    return os.environ.get(_variable(name), _DEFAULTS[name])


@cache
def trouble(name: str) -> str | None:
    """Return why a service can't be used, in one line, or None when it accepts a connection."""
    place = urlsplit(address(name))
    if place.hostname is None or place.port is None:
        return f"{_variable(name)} needs a host and a port"
    try:
        socket.create_connection((place.hostname, place.port), PROBE_SECONDS).close()
    except OSError as error:
        return f"{name} does not answer at {place.hostname}:{place.port} ({error.strerror or error})"
    return None


def required() -> bool:
    """Tell whether a missing service is a failure (in CI) or a skip (on a newcomer's machine)."""
    return os.environ.get("CI") == "true"


def _variable(name: str) -> str:
    return f"ORDERGRAPH_TEST_{name.upper()}"
