"""What an instance of this carrier needs."""

from pydantic import Field, SecretStr

from adapters.manifest import InstanceSettings


class CarrierSimSettings(InstanceSettings):
    """webhook_secrets: all that are valid now, so that one can be replaced while deliveries go on."""

    api_key: SecretStr
    webhook_secrets: tuple[SecretStr, ...] = Field(min_length=1)
