"""Standard Webhooks (www.standardwebhooks.com): symmetric secrets, one signature for each that lives."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_bytes

from standardwebhooks.webhooks import Webhook

_PREFIX = "whsec_"
_BYTES = 32
MOST_SECRETS = 3
"""So many may live at once, so that one can take another's place."""


def new_secret() -> str:
    """256 bits of chance."""
    return _PREFIX + base64.b64encode(token_bytes(_BYTES)).decode()


def signed(
    secrets: Sequence[str], message: str, now: datetime, body: bytes, media_type: str
) -> Mapping[str, str]:
    """The headers. message: the event's id, the same at each attempt: a receiver drops doubles by it."""
    text = body.decode()
    return {
        "content-type": media_type,
        "user-agent": "OrderGraph-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message, now, text) for secret in secrets),
    }
