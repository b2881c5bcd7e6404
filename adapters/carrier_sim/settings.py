"""What an instance of this carrier needs."""

from typing import Annotated

from pydantic import Field, SecretStr

from adapters.manifest import InstanceSettings

Secret = Annotated[SecretStr, Field(min_length=1)]


class CarrierSimSettings(InstanceSettings):
    """webhook_secrets: all that are valid now, so that one can be replaced while deliveries go on."""

    api_key: Secret
    webhook_secrets: tuple[Secret, ...] = Field(min_length=1)
