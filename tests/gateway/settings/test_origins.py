import pytest

from gateway.settings.origins import origin_of


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example.com", "https://shop.example.com"),
        ("HTTPS://Shop.Example.com:443", "https://shop.example.com"),
        ("http://shop.example.com:443", "http://shop.example.com:443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_has_one_form(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "*",
        "shop.example.com",
        "ftp://shop.example.com",
        "file://",
        "https://",
        "https://shop.example.com/",
        "https://shop.example.com?",
        "https://shop.example.com#x",
        "https://user@shop.example.com",
        "https://shop.example.com:port",
        "https://shop.example.com:99999",
        "https://[",
    ],
)
def test_what_is_none_has_none(text: str) -> None:
    assert origin_of(text) is None
