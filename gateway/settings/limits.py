"""How large one operation and its request may be, and how long they may take, where the file says it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from domain.partners import Lane
from gateway.settings.reading.checking import SECTION

AtMost = Annotated[int, Field(ge=1, le=10_000_000)] | None
Time = Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(minutes=10))]

OF_REQUESTS = (
    "header_bytes",
    "headers",
    "header_time",
    "body_bytes",
    "body_time",
    "batch",
    "persisted_bytes",
    "timeouts",
    "cost",
    "operations_at_once",
    "quota_lease",
    "connections",
    "connections_of_partner",
    "subscriptions_of_connection",
    "message_bytes",
    "init_time",
    "stream_groups",
    "stream_items",
)
"""What is not of the document but of the request that brings it, and of letting it in."""


class Limits(BaseModel):
    """Bounds of one operation and of its request. Left out, a bound is the execution's own default.

    characters, tokens: of the document's text. operations: in it. depth: levels of fields. nesting:
    levels of fields and fragments. introspection_depth: lists of introspection inside each other. fields,
    aliases, directives: in the whole document. root_fields: of one operation. repeats: selections of one
    name at one place. list_items: elements of one list. representations: entities that a router asks for
    by key. variables: of one operation. input_depth: lists and objects inside each other in the variables.
    header_bytes: of URL and headers together. headers: how many. body_bytes: of the body. header_time,
    body_time: until they have arrived. batch: operations that one body may bring as a list; 0: none.
    persisted_bytes: of all documents that are known by their hash; 0: none are. timeouts: how long a
    request of a lane may take. cost: points of one operation, see docs/cost.md. operations_at_once: of
    this process, whoever asks. quota_lease: the part of a partner's quota that a process takes at a time.
    connections, connections_of_partner: that stay open for subscriptions, in this process.
    subscriptions_of_connection: operations at once on one. message_bytes: of one message of a client.
    init_time: until a connection must say who opens it. stream_groups: different subscriptions at once.
    stream_items: that may wait for one subscriber before it reads the log again.
    """

    model_config = SECTION

    characters: AtMost = None
    tokens: AtMost = None
    operations: AtMost = None
    depth: AtMost = None
    introspection_depth: AtMost = None
    nesting: AtMost = None
    fields: AtMost = None
    root_fields: AtMost = None
    aliases: AtMost = None
    directives: AtMost = None
    repeats: AtMost = None
    list_items: AtMost = None
    representations: AtMost = None
    variables: AtMost = None
    input_depth: AtMost = None
    header_bytes: int = Field(default=65_536, ge=1_024, le=1_048_576)
    headers: int = Field(default=100, ge=10, le=1_000)
    header_time: Time = timedelta(seconds=10)
    body_bytes: int = Field(default=262_144, ge=1_024, le=16_777_216)
    body_time: Time = timedelta(seconds=10)
    batch: int = Field(default=0, ge=0, le=100)
    persisted_bytes: int = Field(default=4_194_304, ge=0, le=1_073_741_824)
    timeouts: Mapping[Lane, Time] = {}
    cost: int = Field(default=10_000, ge=1, le=1_000_000)
    operations_at_once: int = Field(default=500, ge=1, le=100_000)
    quota_lease: float = Field(default=0.05, gt=0, le=1)
    connections: int = Field(default=20_000, ge=1, le=1_000_000)
    connections_of_partner: int = Field(default=2_000, ge=1, le=1_000_000)
    subscriptions_of_connection: int = Field(default=100, ge=1, le=10_000)
    message_bytes: int = Field(default=65_536, ge=1_024, le=16_777_216)
    init_time: Time = timedelta(seconds=3)
    stream_groups: int = Field(default=10_000, ge=1, le=1_000_000)
    stream_items: int = Field(default=256, ge=1, le=100_000)

    def of_operation(self) -> Mapping[str, int]:
        """What the file sets for the operation itself, by name, for the execution's own record."""
        return self.model_dump(exclude=set(OF_REQUESTS), exclude_none=True)
