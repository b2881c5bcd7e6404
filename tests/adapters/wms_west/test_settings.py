import pytest
from pydantic import ValidationError

from adapters.wms_west.settings import WmsWestSettings
from tests.adapters.wms_west.system import GIVEN


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"zone": "Pacific"}, "zone", "'Pacific' is not an IANA time zone such as America/Los_Angeles"),
        ({"zone": "../../etc/passwd"}, "zone", "is not an IANA time zone"),
        ({"zone": ""}, "zone", "is not an IANA time zone"),
        ({"zone": "America"}, "zone", "is not an IANA time zone"),
        ({"facility": ""}, "facility", "at least 1 character"),
        ({"username": ""}, "username", "at least 1 character"),
        ({"client_id": "x"}, "client_id", "not permitted"),
    ],
)
def test_a_wrong_setting_is_refused_at_its_place(
    changes: dict[str, object], place: str, message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        WmsWestSettings.model_validate(GIVEN | changes)
    error = caught.value.errors()[0]
    assert ".".join(map(str, error["loc"])) == place
    assert message in error["msg"]
