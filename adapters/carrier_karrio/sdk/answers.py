"""What the SDK's parsers say of a reply, as plain records. Persons' names are not taken over."""

from typing import NamedTuple


class ParsedEvent(NamedTuple):
    """One event. status and reason: the SDK's words for the code. The times are not to be trusted."""

    code: str = ""
    status: str = ""
    reason: str = ""
    description: str = ""
    date: str = ""
    time: str = ""
    location: str = ""


class ParsedTrack(NamedTuple):
    """One number. due: the day on which delivery is expected, in that country."""

    number: str = ""
    events: tuple[ParsedEvent, ...] = ()
    service: str = ""
    due: str = ""
    country: str = ""


class Message(NamedTuple):
    """Something that the carrier says instead of an answer, or beside one."""

    code: str = ""
    text: str = ""
    number: str = ""


class Reply(NamedTuple):
    """One number's part of a reply. number: empty where it is not said. broken: why it cannot be parsed."""

    number: str
    text: str
    tracks: tuple[ParsedTrack, ...] = ()
    messages: tuple[Message, ...] = ()
    broken: str = ""
