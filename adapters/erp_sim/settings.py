"""What an instance of this ERP needs."""

from datetime import timedelta

from pydantic import Field

from adapters.manifest import InstanceSettings, LiveSecrets, Secret


class ErpSimSettings(InstanceSettings):
    """first_poll_reaches: how far back the changed-since poll begins when nothing was polled before."""

    api_key: Secret
    webhook_secrets: LiveSecrets
    first_poll_reaches: timedelta = Field(default=timedelta(days=120), gt=timedelta(0))
