"""Origins of web pages, as browsers name them: scheme, host and port."""

from urllib.parse import urlsplit

ANY = "*"
_PORTS = {"http": 80, "https": 443}


def origin_of(text: str) -> str | None:
    """The one form of an origin such as `https://shop.example.com`; None where it is none."""
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname
    bare = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in _PORTS or not host or not bare or text.strip().endswith(("?", "#", "@")):
        return None
    shown = f"[{host}]" if ":" in host else host
    return (
        f"{parts.scheme}://{shown}"
        if port in {None, _PORTS[parts.scheme]}
        else f"{parts.scheme}://{shown}:{port}"
    )


def read_origins(text: str) -> tuple[str, ...]:
    """Origins that commas part, or `*` alone for all. Raises ValueError that names the one that is none."""
    given = [one.strip() for one in text.split(",") if one.strip()]
    if given == [ANY]:
        return (ANY,)
    for one in given:
        if origin_of(one) is None:
            raise ValueError(
                f"'{one[:60]}' is no origin: write scheme and host, as in https://shop.example.com"
            )
    return tuple(dict.fromkeys(origin for one in given if (origin := origin_of(one)) is not None))
