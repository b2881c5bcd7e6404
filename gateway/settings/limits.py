"""How large one operation may be and how long it may take, where the instance file says it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from domain.partners import Lane
from gateway.settings.checking import SECTION

AtMost = Annotated[int, Field(ge=1, le=10_000_000)] | None
Time = Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(minutes=10))]


class Limits(BaseModel):
    """Bounds of one operation. Left out, a bound is the execution's own default.

    characters, tokens: of the document's text. operations: in it. depth: levels of fields. nesting:
    levels of fields and fragments. fields, aliases, directives: in the whole document. root_fields: of
    one operation. repeats: selections of one name at one place. list_items: elements of one list.
    representations: entities that a router asks for by key. input_depth: lists and objects inside each
    other in the variables. body_bytes: of the request. timeouts: how long a request of a lane may take.
    """

    model_config = SECTION

    characters: AtMost = None
    tokens: AtMost = None
    operations: AtMost = None
    depth: AtMost = None
    nesting: AtMost = None
    fields: AtMost = None
    root_fields: AtMost = None
    aliases: AtMost = None
    directives: AtMost = None
    repeats: AtMost = None
    list_items: AtMost = None
    representations: AtMost = None
    input_depth: AtMost = None
    body_bytes: int = Field(default=262_144, ge=1_024, le=16_777_216)
    timeouts: Mapping[Lane, Time] = {}

    def of_operation(self) -> Mapping[str, int]:
        """What the file sets for the operation itself, by name, for the execution's own record."""
        return self.model_dump(exclude={"body_bytes", "timeouts"}, exclude_none=True)
