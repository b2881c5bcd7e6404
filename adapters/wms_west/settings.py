"""What an instance of this warehouse system needs."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from adapters.manifest import InstanceSettings, LiveSecrets, Secret


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"'{name[:60]}' is not an IANA time zone such as America/Los_Angeles") from error
    return name


class WmsWestSettings(InstanceSettings):
    """One facility of the warehouse system. zone: where its clocks stand, for it writes local times."""

    username: str = Field(min_length=1)
    password: Secret
    facility: str = Field(min_length=1)
    zone: Annotated[str, AfterValidator(_known_zone)]
    webhook_username: str = Field(min_length=1)
    webhook_passwords: LiveSecrets
