"""Requests that are meant to hurt: each is sent over a connection of its own, and tells what came back."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from tests.acceptance.asking import MEDIA_TYPE

PATIENCE = 20.0
MEGABYTE = 1_048_576
_PIECE = b"x" * 65_536
_LENGTH = re.compile(rb"content-length: (\d+)")


class Refusal(NamedTuple):
    """Status, code, and the limit where one was named. Status 0: closed, and nothing said."""

    status: int
    code: str = ""
    limit: str = ""


class Attacker:
    """Somebody with a token and bad intentions."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {
            "authorization": f"Bearer {token}",
            "accept": MEDIA_TYPE,
            "content-type": "application/json",
        }

    async def operation(self, query: str, variables: Mapping[str, object] | None = None) -> Refusal:
        """A document."""
        return await self.body(json.dumps({"query": query, "variables": variables}).encode())

    async def body(self, content: bytes | AsyncIterator[bytes], **headers: str) -> Refusal:
        """A body as it is."""
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            sent = {**self._headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
            try:
                response = await client.post(f"{self._url}/graphql", content=content, headers=sent)
            except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
                return Refusal(0)
        return told(response.status_code, response.content)

    async def raw(self, *pieces: bytes) -> Refusal:
        """Bytes of a connection, and the first answer to them."""
        parts = urlsplit(self._url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            async with asyncio.timeout(PATIENCE):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(_LENGTH.findall(head)[0])
                return told(int(head.split()[1]), await reader.readexactly(length))
        except (ConnectionError, asyncio.IncompleteReadError):
            return Refusal(0)
        finally:
            writer.close()

    def head(self, *lines: str) -> bytes:
        """The beginning of a POST by this caller, its end left out."""
        headers = [f"{name}: {text}" for name, text in {"host": "x", **self._headers}.items()]
        return "\r\n".join(["POST /graphql HTTP/1.1", *headers, *lines, ""]).encode()


def told(status: int, body: bytes) -> Refusal:
    """What a response says that is not an answer."""
    said = json.loads(body)
    about = said["errors"][0]["extensions"] if "errors" in said else said
    return Refusal(status, about["code"], about.get("limit", ""))


async def _endless(megabytes: int) -> AsyncIterator[bytes]:
    for _ in range(megabytes * MEGABYTE // len(_PIECE)):
        yield _PIECE


Attack = Callable[[Attacker], Awaitable[Refusal]]


def _asks(query: str, variables: Mapping[str, object] | None = None) -> Attack:
    return lambda attacker: attacker.operation(query, variables)


def _levels(count: int) -> str:
    return "{ order " * count + "{ number }" + " }" * count


def _doubling(count: int) -> str:
    spread = "".join(f" fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(count))
    return f'{{ ...F0 }}{spread} fragment F{count} on Query {{ order(number: "1") {{ number }} }}'


def _deep(levels: int) -> bytes:
    return b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * levels + b"]" * levels + b"}}"


def _sends(content: bytes, **headers: str) -> Attack:
    return lambda attacker: attacker.body(content, **headers)


_TYPES = '{ __type(name: "Order") { fields { type { fields { type { fields { type { name } } } } } } } }'
_ALIASES = "{ " + " ".join(f"a{i}: __typename" for i in range(10_000)) + " }"
_FLAGS = "{ __typename " + "@skip(if: false) " * 1_100 + "}"
_CIRCLE = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
_MANY = f"query({' '.join(f'$v{i}: Int' for i in range(900))}) {{ __typename }}"
_LISTED = "query($s: [String!]!) { stockPositions(skus: $s) { sku } }"
_GETS = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n" * 5_000
_LIMIT, _INVALID, _BAD = "LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED", "BAD_INPUT"

LIST: Mapping[str, tuple[Attack, Refusal]] = {
    "10,000 aliases": (_asks(_ALIASES), Refusal(400, _LIMIT, "characters")),
    "40 aliases of a costly field": (
        _asks("{ " + " ".join(f'a{i}: order(number: "{i}") {{ number }}' for i in range(40)) + " }"),
        Refusal(400, _LIMIT, "root_fields"),
    ),
    "500 levels": (_asks(_levels(500)), Refusal(400, _LIMIT, "nesting")),
    "30 levels": (_asks(_levels(30)), Refusal(400, _LIMIT, "depth")),
    "circular fragments": (_asks(_CIRCLE), Refusal(400, _INVALID)),
    "fragments that double": (_asks(_doubling(60)), Refusal(400, _LIMIT, "root_fields")),
    "directive flood": (_asks(_FLAGS), Refusal(400, _LIMIT, "tokens")),
    "60 directives": (
        _asks("{ __typename " + "@skip(if: false) " * 60 + "}"),
        Refusal(400, _LIMIT, "directives"),
    ),
    "one field 2,000 times": (_asks("{ " + "__typename " * 1_800 + "}"), Refusal(400, _LIMIT, "root_fields")),
    "types within types": (_asks(_TYPES), Refusal(400, _LIMIT, "introspection_depth")),
    "900 variables": (_asks(_MANY), Refusal(400, _LIMIT, "variables")),
    "10,000 values for none": (
        _asks("{ __typename }", {f"v{i}": i for i in range(10_000)}),
        Refusal(400, _LIMIT, "variables"),
    ),
    "a list of 10,000": (
        _asks(_LISTED, {"s": [str(i) for i in range(10_000)]}),
        Refusal(400, _LIMIT, "list_items"),
    ),
    "50 MB body": (
        lambda attacker: attacker.body(_endless(50), content_length=str(50 * MEGABYTE)),
        Refusal(413, _LIMIT, "body_bytes"),
    ),
    "50 MB body of unknown length": (
        lambda attacker: attacker.body(_endless(50)),
        Refusal(413, _LIMIT, "body_bytes"),
    ),
    "gzip bomb": (
        _sends(gzip.compress(b" " * 20 * MEGABYTE), content_encoding="gzip"),
        Refusal(415, "UNSUPPORTED_MEDIA_TYPE"),
    ),
    "deep JSON variables": (_sends(_deep(100_000)), Refusal(400, _BAD)),
    "JSON variables 1,000 deep": (_sends(_deep(1_000)), Refusal(400, _LIMIT, "input_depth")),
    "batch of 1,000": (
        _sends(json.dumps([{"query": "{ __typename }"}] * 1_000).encode()),
        Refusal(400, _LIMIT, "batch"),
    ),
    "slow body": (
        lambda attacker: attacker.raw(attacker.head("content-length: 100", ""), b'{"query"'),
        Refusal(408, _LIMIT, "body_time"),
    ),
    "slow headers": (
        lambda attacker: attacker.raw(attacker.head("x-slow: y")),
        Refusal(408, _LIMIT, "header_time"),
    ),
    "one header of 10 MB": (
        lambda attacker: attacker.raw(attacker.head() + b"x-long: ", *[_PIECE] * 160),
        Refusal(431, _LIMIT, "header_bytes"),
    ),
    "20,000 headers": (
        lambda attacker: attacker.raw(attacker.head(*["x: y"] * 20_000, "")),
        Refusal(431, _LIMIT, "headers"),
    ),
    "5,000 requests at once on one connection": (
        lambda attacker: attacker.raw(attacker.head("content-length: 2", "") + b"{}" + _GETS),
        Refusal(0),
    ),
    "no HTTP": (lambda attacker: attacker.raw(b"\x16\x03\x01 nonsense\r\n\r\n"), Refusal(400, "BAD_REQUEST")),
}
"""What is sent, and what must come back; a closed connection does for whatever is not read to its end."""
