"""What events may take of us, where the file says it: how they come in, and how long they are kept."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from gateway.settings.reading.checking import SECTION

Often = Annotated[timedelta, Field(ge=timedelta(seconds=1), le=timedelta(days=30))]
Kept = Annotated[timedelta, Field(ge=timedelta(hours=1), le=timedelta(days=3_660))]


class Events(BaseModel):
    """body_bytes: of one delivery; body_time: until it has arrived. most_behind: deliveries that may wait.

    keep_inbox: deliveries as they came, once they are mapped. keep_log: events; beyond, each subject keeps
    its last of each kind. keep_dead_letters: those that are done with. keep_receipts: by what names events
    were told, so that none is taken twice. heard_every: the longest that an instance that pushes may keep
    silent, by its name; of the others it is learned.
    """

    model_config = SECTION

    body_bytes: int = Field(default=1_048_576, ge=1_024, le=16_777_216)
    body_time: timedelta = Field(default=timedelta(seconds=10), gt=timedelta(0), le=timedelta(minutes=10))
    most_behind: int = Field(default=100_000, ge=100, le=10_000_000)
    keep_inbox: Kept = timedelta(days=14)
    keep_log: Kept = timedelta(days=90)
    keep_dead_letters: Kept = timedelta(days=90)
    keep_receipts: Kept = timedelta(days=120)
    heard_every: dict[str, Often] = Field(default_factory=dict)
