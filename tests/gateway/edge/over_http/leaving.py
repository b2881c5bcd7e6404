"""A caller that leaves while what it asked for is under way."""

import asyncio
from collections.abc import Mapping

import orjson

from gateway.edge.media_types import JSON
from tests.gateway.edge.serving import Served


def post_scope(served: Served) -> dict[str, object]:
    """What a server tells an application of a POST by a known caller."""
    headers = {"content-type": JSON, **served.authorization}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": raw}


async def told_who_left(served: Served, body: object) -> list[str]:
    """What is sent to a caller that is gone by then. Returns once what it asked for was given up."""
    served.shelf.wait = True
    asked, told = False, list[str]()

    async def receive() -> dict[str, object]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": orjson.dumps(body)}
        await served.shelf.started.wait()
        return {"type": "http.disconnect"}

    async def answer(message: Mapping[str, object]) -> None:
        told.append(str(message["type"]))

    await served.app(post_scope(served), receive, answer)
    await asyncio.wait_for(served.shelf.given_up.wait(), 5)
    return told
