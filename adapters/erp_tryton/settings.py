"""What an instance of Tryton needs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr

from adapters.manifest import InstanceSettings


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"'{name}' is not the name of a time zone, such as America/New_York") from error
    return name


class ErpTrytonSettings(InstanceSettings):
    """One company of one Tryton database. base_url ends with the database's name.

    application_key: of a user application of kind `rest`. company: the id of the company's record (the first
    one's is 1). business_unit: how rules of authority call the company; its id where left out. language: in
    which names and unit symbols are told, where they are translated. zone: the company's time zone, in which
    Tryton's plain days are days. units: our names for the company's own unit symbols (`bx12: CS`). shops:
    our channels by the names of Tryton's web shops; without any, the module web_shop need not be there, and
    no order has a channel or a channel's number. overlap: how long a transaction of Tryton's may take without
    its changes being missed by the poll. page_size: how many records the poll asks for at a time.
    """

    application_key: SecretStr = Field(min_length=1)
    company: int = Field(default=1, ge=1)
    business_unit: str = ""
    language: str = Field(default="en", min_length=2)
    zone: Annotated[str, AfterValidator(_known_zone)]
    units: Mapping[str, str] = Field(default_factory=dict)
    shops: Mapping[str, str] = Field(default_factory=dict)
    overlap: timedelta = Field(default=timedelta(seconds=60), ge=timedelta(0), le=timedelta(hours=1))
    page_size: int = Field(default=500, ge=1, le=5000)
