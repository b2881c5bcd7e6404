"""How webhooks are sent, and where they may go, where the file says it."""

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from gateway.settings.reading.checking import SECTION

_DAY = timedelta(days=1)
Pause = Annotated[timedelta, Field(ge=timedelta(milliseconds=100), le=_DAY)]
Term = Annotated[timedelta, Field(ge=timedelta(seconds=1), le=7 * _DAY)]


class Webhooks(BaseModel):
    """Where to, how much at once, and how patiently.

    networks: private addresses to which something may be sent, besides public ones. plain_http: whether
    endpoints may do without TLS. per_endpoint: deliveries under way to one, of all replicas; at_once: of this
    process. request_time: until one is answered. first_pause: after the first attempt, then ever
    longer up to longest_pause. retry_for: how long one delivery is tried; disable_after: how long an endpoint
    may take nothing. keep_attempts: the delivery log.
    """

    model_config = SECTION

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    plain_http: bool = False
    per_endpoint: int = Field(default=4, ge=1, le=100)
    at_once: int = Field(default=64, ge=1, le=1_000)
    request_time: timedelta = Field(
        default=timedelta(seconds=15), ge=timedelta(seconds=1), le=timedelta(minutes=1)
    )
    first_pause: Pause = timedelta(seconds=5)
    longest_pause: Pause = timedelta(hours=4)
    retry_for: Term = _DAY
    disable_after: Term = _DAY
    keep_attempts: timedelta = Field(
        default=timedelta(days=30), ge=timedelta(hours=1), le=timedelta(days=3_660)
    )

    @model_validator(mode="after")
    def _pauses_fit(self) -> Self:
        if self.longest_pause >= min(self.retry_for, self.disable_after):
            raise ValueError("longest_pause should be shorter than retry_for and disable_after")
        return self
