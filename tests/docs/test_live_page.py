"""docs/live.md: its operations are valid, and its codes, kinds and figures are those of the code."""

import inspect
import json
import re
from datetime import timedelta

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, parse, validate

from domain.errors import Suspended, Unauthenticated
from gateway.cli import server
from gateway.edge.streams import http_stream
from gateway.edge.websocket import closing
from gateway.execution.engine import graph_of
from gateway.live.groups import Groups
from gateway.settings.events import Events
from gateway.settings.limits import Limits
from resolvers.schema import build_schema
from tests.docs.pages import block, blocks, text

PAGE = "docs/live.md"
SUBSCRIPTION = re.compile(r"subscription \(.*?\n}", re.DOTALL)
ROW = re.compile(r"^\| (\d{4}) \|", re.MULTILINE)
OF_RFC_6455 = {1009, 1011}
"""Codes of the HTTP server's own: a message that is too large, a ping without an answer."""


def graph() -> GraphQLSchema:
    return graph_of(build_schema())


def members(name: str) -> set[str]:
    found = graph().type_map[name]
    assert isinstance(found, GraphQLEnumType)
    return set(found.values)


def test_every_operation_is_valid() -> None:
    shown = [found for name in ("javascript", "python") for found in SUBSCRIPTION.findall(block(PAGE, name))]
    posted = [command.split("<<")[1].split("\n", 1)[1] for command in blocks(PAGE, "bash")]
    bodies = [json.loads(body.rsplit("END", 1)[0].replace("\\$", "$")) for body in posted]
    documents = [*shown, *(body["query"] for body in bodies)]
    assert len(documents) == 4
    schema = graph()
    assert [validate(schema, parse(document)) for document in documents] == [[]] * 4


def test_every_stream_kind_and_gap_is_named() -> None:
    page, streams = text(PAGE), graph().type_map["Subscription"]
    assert isinstance(streams, GraphQLObjectType)
    named = {*streams.fields, *members("UpdateKind"), *members("Reread")}
    assert {name for name in named if f"`{name}`" not in page} == set()


def test_every_code_that_closes_a_connection_is_explained() -> None:
    codes = {code for name, code in vars(closing).items() if name.isupper() and isinstance(code, int)}
    ours = {code for code in codes if code >= 1000}
    assert {int(code) for code in ROW.findall(text(PAGE))} == ours | OF_RFC_6455
    for error in (Unauthenticated, Suspended):
        assert f"`{error.code}`" in text(PAGE)


def test_its_figures_are_those_of_the_code() -> None:
    page, limits = " ".join(text(PAGE).split()), Limits()
    beat = inspect.signature(Groups).parameters["beat"].default
    assert f"every {beat.total_seconds():g} seconds" in page
    assert f"within {limits.init_time.total_seconds():g} seconds" in page
    assert f"{limits.subscriptions_of_connection} operations at once on a connection" in page
    assert f"{limits.connections_of_partner} connections of a partner" in page
    assert f"{limits.message_bytes} bytes a message" in page
    assert f"({Events().keep_log.days} days, unless" in page
    assert f"own pings within {server._PING_SECONDS:g} seconds" in page
    assert timedelta(seconds=http_stream._STALL_SECONDS) == timedelta(minutes=1)
    assert "takes nothing of server-sent events for a minute" in page
