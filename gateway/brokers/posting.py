"""Sending an event to a broker, whatever its kind."""

from typing import NamedTuple, Protocol

from gateway.brokers.links import Link


class Message(NamedTuple):
    """An event on its way out. subject: its entity key, within which order is kept. id: the event's."""

    family: str
    subject: str
    id: str
    type: str
    body: bytes


class Posting(Link, Protocol):
    """A connection over which events go out."""

    async def post(self, message: Message) -> None:
        """Return when the broker has confirmed it. Raises whatever the driver raises."""
        ...
