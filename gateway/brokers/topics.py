"""How topics, and the keys under which events are ordered in them, are written for each broker. Pure."""

from urllib.parse import quote

from domain.events.record import Event
from gateway.store.storable import storable

_LONGEST = 200
_AS_IT_IS = "-_~@:"


def family_of(event: Event) -> str:
    """`order` of `order.shipped`."""
    return event.type.partition(".")[0]


def topic(prefix: str, family: str) -> str:
    """The topic, exchange or first part of the subject of a family of events."""
    return f"{prefix}.{family}"


def token(subject: str) -> str:
    """An entity key as one token of a NATS subject: what has a meaning there is written as `%2E`.

    A dot parts tokens, `*` and `>` stand for others, and blanks end a subject.
    """
    return quote(storable(subject, _LONGEST), safe=_AS_IT_IS).replace(".", "%2E")


def routing_key(subject: str) -> str:
    """An entity key as RabbitMQ takes it: at most 255 bytes of UTF-8."""
    if len(subject.encode("utf-8", "replace")) <= _LONGEST:
        return storable(subject)
    return token(subject)[:_LONGEST]
