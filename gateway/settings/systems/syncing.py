"""How often an instance is polled: key `sync` of an instance in the instance file."""

from datetime import timedelta

from pydantic import BaseModel, Field

from gateway.settings.reading.checking import SECTION

LONGEST_PAUSE = timedelta(hours=24)


class SyncSettings(BaseModel):
    """enabled: whether the instance is polled at all. every: the pause between polls, else the process's.

    events: whether what a poll finds is told as events too; where it is left out, for systems that push none.
    """

    model_config = SECTION

    enabled: bool = True
    every: timedelta | None = Field(default=None, gt=timedelta(0), le=LONGEST_PAUSE)
    events: bool | None = None

    def tells(self, *, pushes: bool) -> bool:
        """Whether its changes become events, of a system that pushes its own or does not."""
        return not pushes if self.events is None else self.events
