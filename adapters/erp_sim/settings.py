"""What an instance of this ERP needs."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, SecretStr

from adapters.manifest import InstanceSettings

Secret = Annotated[SecretStr, Field(min_length=1)]


class ErpSimSettings(InstanceSettings):
    """webhook_secrets: all that are valid now, so that one can be replaced while deliveries go on.

    first_poll_reaches: how far back the changed-since poll begins when nothing was polled before.
    """

    api_key: Secret
    webhook_secrets: tuple[Secret, ...] = Field(min_length=1)
    first_poll_reaches: timedelta = Field(default=timedelta(days=120), gt=timedelta(0))
