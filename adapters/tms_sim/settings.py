"""What an instance of this TMS needs."""

from typing import Annotated

from pydantic import Field, SecretStr

from adapters.manifest import InstanceSettings

Secret = Annotated[SecretStr, Field(min_length=1)]


class TmsSimSettings(InstanceSettings):
    """webhook_secrets: all that are valid now, so that one can be replaced while deliveries go on."""

    token: Secret
    webhook_secrets: tuple[Secret, ...] = Field(min_length=1)
