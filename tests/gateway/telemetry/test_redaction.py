import pytest

from gateway.telemetry.redaction import safe_url


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
