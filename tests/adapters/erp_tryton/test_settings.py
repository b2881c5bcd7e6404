"""What an instance must say, and what it may not."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from adapters.erp_tryton.settings import ErpTrytonSettings

GOOD: dict[str, object] = {
    "base_url": "https://erp.example/northwind",
    "application_key": "secret-key",
    "zone": "America/New_York",
}


def test_what_is_not_said_has_a_meaning() -> None:
    settings = ErpTrytonSettings.model_validate(GOOD)
    assert (settings.company, settings.units) == (1, {})
    assert (settings.overlap, settings.page_size) == (timedelta(seconds=60), 500)


def test_the_key_is_not_shown() -> None:
    assert "secret-key" not in repr(ErpTrytonSettings.model_validate(GOOD))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("zone", "Mars/Olympus", "'Mars/Olympus' is not the name of a time zone, such as America/New_York"),
        ("zone", "America", "'America' is not the name of a time zone"),
        ("zone", "../etc/passwd", "is not the name of a time zone"),
        ("zone", "", "is not the name of a time zone"),
        ("application_key", "", "at least 1"),
        ("company", 0, "greater than or equal to 1"),
        ("overlap", -1, "greater than or equal to 0"),
        ("page_size", 0, "greater than or equal to 1"),
        ("page_size", 100_000, "less than or equal to 5000"),
        ("units", ["bx12"], "valid dictionary"),
        ("webhook_secret", "x", "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(field: str, value: object, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason) as caught:
        ErpTrytonSettings.model_validate(GOOD | {field: value})
    assert [error["loc"][0] for error in caught.value.errors()] == [field]


@pytest.mark.parametrize("field", GOOD)
def test_what_is_needed_is_asked_for_by_its_name(field: str) -> None:
    with pytest.raises(ValidationError, match="Field required") as caught:
        ErpTrytonSettings.model_validate({name: value for name, value in GOOD.items() if name != field})
    assert [error["loc"] for error in caught.value.errors()] == [(field,)]
