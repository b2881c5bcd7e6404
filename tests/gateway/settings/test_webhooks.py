"""The section `webhooks`."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from gateway.settings.webhooks.section import Webhooks


def test_private_networks_are_named() -> None:
    read = Webhooks.model_validate({"networks": ["10.0.0.0/8", "fd00::/8"], "first_pause": "PT0.2S"})
    assert read.networks == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert read.first_pause == timedelta(milliseconds=200)


@pytest.mark.parametrize(
    "wrong",
    [
        {"networks": ["10.0.0.1/8"]},
        {"networks": ["everything"]},
        {"retry_for": "PT1H"},
        {"disable_after": "PT4H"},
        {"per_endpoint": 0},
        {"request_time": "PT2M"},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Webhooks.model_validate(wrong)
