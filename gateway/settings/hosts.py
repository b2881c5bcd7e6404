"""Where instances are called."""

from urllib.parse import urlsplit

from gateway.settings.instances import Instance

_PORTS = {"http": 80, "https": 443}


def host_of(instance: Instance) -> str:
    """Where an instance is called: `name:port`, or its own name where it has no address."""
    parts = urlsplit(str(getattr(instance.settings, "base_url", "")))
    if not parts.hostname:
        return instance.name
    return f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"
