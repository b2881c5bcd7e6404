import pytest

from gateway.identity.api_keys import new_key
from gateway.telemetry.redaction import HIDDEN, redact, safe_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://erp.example/api", "https://erp.example/api"),
        ("https://user:pa55@erp.example:8443/api", "https://erp.example:8443/api"),
        ("https://erp.example/api?key=pa55#pa55", "https://erp.example/api"),
        ("https://us@er:pa55@erp.example/", "https://erp.example/"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_credentials(url: str, shown: str) -> None:
    assert safe_url(url) == shown


def test_an_api_key_inside_a_text_shows_its_prefix_alone() -> None:
    key = new_key()
    line = redact(
        None, "", {"event": f"got {key.text}, 'X-API-Key: {key.text}'", "headers": {"x-api-key": "k"}}
    )
    assert line == {
        "event": f"got {key.prefix}_{HIDDEN}, 'X-API-Key: {key.prefix}_{HIDDEN}'",
        "headers": {"x-api-key": HIDDEN},
    }
