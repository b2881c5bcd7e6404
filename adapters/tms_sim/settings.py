"""What an instance of this TMS needs."""

from pydantic import Field, SecretStr

from adapters.manifest import InstanceSettings


class TmsSimSettings(InstanceSettings):
    """webhook_secrets: all that are valid now, so that one can be replaced while deliveries go on."""

    token: SecretStr
    webhook_secrets: tuple[SecretStr, ...] = Field(min_length=1)
