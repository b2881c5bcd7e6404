"""How long and how much may be held, where the file says it."""

from datetime import timedelta

from pydantic import BaseModel, Field

from gateway.settings.reading.checking import SECTION


class ReservationSettings(BaseModel):
    """ttl: how long a hold lasts where nobody says; longest_ttl: the most that may be asked for.

    lines: the most of one request. tries: how often a split is tried again where others take the units
    meanwhile. stock_age: older counts are read again before something is held. sweep_every: the pause between
    two sweeps of what ran out. taken_over_within: a confirmed hold whose order claims nothing by itself until
    then is an exception case. keep: ended reservations.
    """

    model_config = SECTION

    ttl: timedelta = Field(default=timedelta(minutes=15), gt=timedelta(0))
    longest_ttl: timedelta = Field(default=timedelta(hours=2), gt=timedelta(0), le=timedelta(days=30))
    lines: int = Field(default=50, ge=1, le=500)
    tries: int = Field(default=5, ge=1, le=20)
    stock_age: timedelta = Field(default=timedelta(minutes=1), gt=timedelta(0), le=timedelta(hours=1))
    sweep_every: timedelta = Field(default=timedelta(seconds=1), gt=timedelta(0), le=timedelta(minutes=5))
    taken_over_within: timedelta = Field(default=timedelta(days=3), gt=timedelta(0))
    keep: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=1), le=timedelta(days=3_660))
