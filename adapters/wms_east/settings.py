"""What an instance of this warehouse system needs."""

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from adapters.manifest import InstanceSettings, Secret

_PREFIX = "whsec_"


def signing_key(secret: SecretStr) -> bytes:
    """The key in a Standard Webhooks secret. Raises ValueError unless it is `whsec_` and base64."""
    text = secret.get_secret_value()
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"is not '{_PREFIX}' followed by base64") from error
    if not text.startswith(_PREFIX) or not key:
        raise ValueError(f"is not '{_PREFIX}' followed by base64")
    return key


def _with_key(secret: SecretStr) -> SecretStr:
    signing_key(secret)
    return secret


class WmsEastSettings(InstanceSettings):
    """webhook_secrets: as LiveSecrets, in the form of Standard Webhooks.

    most_pages: how many pages of one answer are followed before it counts as broken.
    """

    client_id: str = Field(min_length=1)
    client_secret: Secret
    webhook_secrets: tuple[Annotated[SecretStr, AfterValidator(_with_key)], ...] = Field(min_length=1)
    most_pages: int = Field(default=20, ge=1, le=1000)
