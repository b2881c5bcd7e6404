"""What an instance of this carrier needs."""

from adapters.manifest import InstanceSettings, LiveSecrets, Secret


class CarrierSimSettings(InstanceSettings):
    """The key that we show, and what its deliveries are signed with."""

    api_key: Secret
    webhook_secrets: LiveSecrets
