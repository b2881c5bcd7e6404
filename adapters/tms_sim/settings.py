"""What an instance of this TMS needs."""

from adapters.manifest import InstanceSettings, LiveSecrets, Secret


class TmsSimSettings(InstanceSettings):
    """The token that we show, and what its deliveries are signed with."""

    token: Secret
    webhook_secrets: LiveSecrets
