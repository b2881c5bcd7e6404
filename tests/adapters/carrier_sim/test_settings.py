import pytest
from pydantic import ValidationError

from adapters.carrier_sim.settings import CarrierSimSettings
from tests.adapters.carrier_sim.connected import SETTINGS


def test_settings_show_no_secret() -> None:
    settings = CarrierSimSettings.model_validate(SETTINGS)
    assert "secret" not in repr(settings).replace("webhook_secrets", "")
    assert "demo" not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"base_url": "parcel.example"}, ("base_url",)),
        ({"api_key": ""}, ("api_key",)),
        ({"api_key": None}, ("api_key",)),
        ({"webhook_secrets": []}, ("webhook_secrets",)),
        ({"webhook_secrets": ["one", ""]}, ("webhook_secrets", 1)),
        ({"timeout": 0}, ("timeout",)),
        ({"color": "red"}, ("color",)),
    ],
)
def test_a_bad_setting_is_refused_by_place(wrong: dict[str, object], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        CarrierSimSettings.model_validate(SETTINGS | wrong)
    assert [error["loc"] for error in caught.value.errors()] == [place]
