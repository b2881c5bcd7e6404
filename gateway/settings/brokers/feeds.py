"""What comes from brokers and what goes to them: sections `brokers.incoming` and `brokers.outgoing`."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from domain.events.types import EVENT_TYPES
from gateway.settings.brokers.servers import BrokerKind
from gateway.settings.reading.checking import SECTION

FAMILIES = tuple(dict.fromkeys(name.partition(".")[0] for name in EVENT_TYPES))
"""Of events: `order`, `shipment` and so on."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""As each of the brokers takes for a group or a stream."""

Address = Annotated[str, Field(min_length=1, max_length=249, pattern=r"^\S+$")]


class Begin(StrEnum):
    """Where a new outgoing feed begins: with what comes from now on, or with the oldest event there is."""

    NOW = "now"
    OLDEST = "oldest"


class IncomingSettings(BaseModel):
    """One feed of messages.

    address: the subject, queue or topic. instance: whose adapter reads them. group: under which name
    replicas share them (NATS: the durable consumer; Kafka: the consumer group). stream: of NATS alone.
    declare: whether queue, stream or topic are made where they are missing. at_once: so many are out at a
    time. body_bytes: of one message.
    """

    model_config = SECTION

    server: str
    address: Address
    instance: str
    group: Name = "ordergraph"
    stream: Name | None = None
    declare: bool = False
    at_once: int = Field(default=100, ge=1, le=2_000)
    body_bytes: int = Field(default=1_048_576, ge=1_024, le=16_777_216)


class OutgoingSettings(BaseModel):
    """One feed of events.

    prefix: of the topics, `ordergraph.order` and so on. stream: of NATS alone. declare: whether stream or
    exchanges are made where they are missing. families: which events; all where it is left out.
    """

    model_config = SECTION

    server: str
    prefix: Name = "ordergraph"
    stream: Name | None = None
    declare: bool = False
    families: frozenset[Literal[FAMILIES]] = frozenset(FAMILIES)  # type: ignore[valid-type]  # a closed list
    begin: Begin = Begin.NOW


def complaint_of_stream(kind: BrokerKind, stream: str | None) -> str | None:
    """What is wrong with the stream of a feed."""
    if kind is BrokerKind.NATS and stream is None:
        return "is missing: NATS keeps messages in a stream"
    if kind is not BrokerKind.NATS and stream is not None:
        return f"is of NATS alone, and {kind} has none"
    return None
