import pytest
from pydantic import ValidationError

from adapters.tms_sim.settings import TmsSimSettings
from tests.adapters.tms_sim.connected import SETTINGS


def test_settings_show_no_secret() -> None:
    settings = TmsSimSettings.model_validate(SETTINGS)
    assert "secret" not in repr(settings).replace("webhook_secrets", "")
    assert "demo" not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"base_url": "parcel.example"}, ("base_url",)),
        ({"token": ""}, ("token",)),
        ({"token": None}, ("token",)),
        ({"webhook_secrets": []}, ("webhook_secrets",)),
        ({"webhook_secrets": ["one", ""]}, ("webhook_secrets", 1)),
        ({"timeout": 0}, ("timeout",)),
        ({"color": "red"}, ("color",)),
    ],
)
def test_a_bad_setting_is_refused_by_place(wrong: dict[str, object], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        TmsSimSettings.model_validate(SETTINGS | wrong)
    assert [error["loc"] for error in caught.value.errors()] == [place]
