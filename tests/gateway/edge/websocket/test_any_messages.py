"""Whatever a client sends, it is answered by the protocol, and never by a fault of ours."""

from contextlib import suppress
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from tests.gateway.edge.websocket.connecting import WATCH, Gateway

BY_THE_PROTOCOL = {4400, 4401, 4403, 4409, 4429}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
IDS = st.sampled_from(["a", "b", "", "\u2603"])
QUERIES = st.sampled_from(["{ hello }", WATCH, "{ nothing }", "mutation { bump(by: 1) }", "{", ""])
MESSAGES = st.one_of(
    st.fixed_dictionaries({"type": st.just("connection_init")}, optional={"payload": JSON}),
    st.fixed_dictionaries({"type": st.sampled_from(["ping", "pong"])}, optional={"payload": JSON}),
    st.fixed_dictionaries(
        {"type": st.just("subscribe"), "id": IDS, "payload": st.fixed_dictionaries({"query": QUERIES})}
    ),
    st.fixed_dictionaries({"type": st.just("subscribe")}, optional={"id": JSON, "payload": JSON}),
    st.fixed_dictionaries({"type": st.just("complete")}, optional={"id": IDS}),
    st.fixed_dictionaries({"type": JSON}),
)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.booleans(), st.lists(MESSAGES, max_size=8)), min_size=1, max_size=12))
async def test_any_messages_are_answered_by_the_protocol(
    sessions: list[tuple[bool, list[dict[str, Any]]]],
) -> None:
    async with Gateway().serving() as gateway:
        for entered, messages in sessions:
            async with gateway.connected() as peer:
                if entered:
                    await peer.init()
                with suppress(ConnectionClosed):
                    for message in messages:
                        await peer.socket.send(orjson.dumps(message).decode())
                    # Not JSON, and so the last thing that is looked at.
                    await peer.socket.send("end")
                code, reason = await peer.closed()
                assert code in BY_THE_PROTOCOL, (code, reason)
        await gateway.until("streams ", 0)
        await gateway.until("connections{", 0)
