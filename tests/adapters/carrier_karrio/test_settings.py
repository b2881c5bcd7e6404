"""What must be said of an account, and how what is wrong is told."""

from typing import Any

import pytest
from pydantic import ValidationError

from adapters.carrier_karrio import MANIFEST
from adapters.carrier_karrio.sdk import installed
from adapters.carrier_karrio.settings import CarrierKarrioSettings
from adapters.manifest import Surroundings
from domain.errors import ConfigInvalid
from tests.doubles.clock import SettableClock

GOOD: dict[str, Any] = {
    "base_url": "https://ups.test",
    "carrier": "ups",
    "credentials": {"client_id": "us", "client_secret": "ups-secret"},
}


def complaint(given: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        CarrierKarrioSettings.model_validate(given)
    (error,) = caught.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


@pytest.mark.usefixtures("every_extra")
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"credentials": {"client_id": "us"}}, "credentials: Value error, UPS needs client_secret"),
        ({"credentials": {"client_id": ""}}, "credentials.client_id: Value should have at least 1 item"),
        (
            {"credentials": GOOD["credentials"] | {"pasword": "x"}},
            "credentials: Value error, UPS knows no pasword; it knows account_country_code, account_number",
        ),
        ({"options": {"acount": "1"}}, "credentials: Value error, UPS knows no acount"),
        ({"carrier": "upz"}, "carrier: Value error, 'upz' is no carrier that is installed (canadapost, "),
        ({"zones": {"ES": "Europe/Madird"}}, "zones: Value error, no such time zone: ES: Europe/Madird"),
        ({"threads": 0}, "threads: Input should be greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_told_by_name(wrong: dict[str, Any], says: str) -> None:
    assert complaint(GOOD | wrong).startswith(says)


@pytest.mark.usefixtures("every_extra")
def test_a_name_that_the_sdk_wants_may_stand_in_either_place() -> None:
    told = CarrierKarrioSettings.model_validate(
        GOOD | {"credentials": {"client_secret": "ups-secret"}, "options": {"client_id": "us"}}
    )
    assert told.account() == {"client_id": "us", "client_secret": "ups-secret", "test_mode": False}
    assert "ups-secret" not in repr(told)


def test_without_the_extra_check_config_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "carriers", list)
    said = complaint(GOOD)
    assert (
        said == "carrier: Value error, 'ups' needs the karrio SDK, which is not installed: " + installed.EXTRA
    )
    assert installed.EXTRA == 'pip install "ordergraph[karrio]"'


def test_without_the_extra_connecting_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "carriers", lambda: ["ups"])
    settings = CarrierKarrioSettings.model_validate(GOOD)
    monkeypatch.setattr(installed, "carriers", list)
    with pytest.raises(ConfigInvalid, match="ordergraph\\[karrio\\]") as caught:
        MANIFEST.connect("parcels", settings, Surroundings(clock=SettableClock()))
    assert caught.value.place == "instances.parcels.carrier"
