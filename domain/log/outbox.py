"""How far the log was published to a broker of the company's."""

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Everything up to `position` was confirmed by the broker. log: which log it is a place in."""

    log: str
    position: int
