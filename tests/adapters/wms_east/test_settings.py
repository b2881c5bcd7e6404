import pytest
from pydantic import ValidationError

from adapters.wms_east.settings import WmsEastSettings
from tests.adapters.wms_east.system import GIVEN


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"webhook_secrets": ["d21zLWVhc3Q="]}, "webhook_secrets.0", "is not 'whsec_' followed by base64"),
        ({"webhook_secrets": ["whsec_"]}, "webhook_secrets.0", "is not 'whsec_' followed by base64"),
        ({"webhook_secrets": ["whsec_???"]}, "webhook_secrets.0", "is not 'whsec_' followed by base64"),
        ({"client_id": ""}, "client_id", "at least 1 character"),
        ({"most_pages": 0}, "most_pages", "greater than or equal to 1"),
        ({"zone": "America/New_York"}, "zone", "not permitted"),
    ],
)
def test_a_wrong_setting_is_refused_at_its_place(
    changes: dict[str, object], place: str, message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        WmsEastSettings.model_validate(GIVEN | changes)
    error = caught.value.errors()[0]
    assert ".".join(map(str, error["loc"])) == place
    assert message in error["msg"]
