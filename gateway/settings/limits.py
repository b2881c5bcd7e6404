"""How large one operation may be."""

from pydantic import BaseModel, Field

from gateway.settings.checking import SECTION


class Limits(BaseModel):
    """Bounds of one operation; what is above them is refused with the limit and the measure.

    depth: levels of selected fields. aliases: renamed fields. root_fields: fields at the top. fields:
    all selected fields with fragments spread out. tokens: of the document's text. keys: values in one
    list argument. body_bytes: of the whole request.
    """

    model_config = SECTION

    depth: int = Field(default=12, ge=1, le=100)
    aliases: int = Field(default=30, ge=0, le=1_000)
    root_fields: int = Field(default=20, ge=1, le=1_000)
    fields: int = Field(default=500, ge=1, le=100_000)
    tokens: int = Field(default=4_000, ge=10, le=1_000_000)
    keys: int = Field(default=100, ge=1, le=10_000)
    body_bytes: int = Field(default=262_144, ge=1_024, le=16_777_216)
