"""The recorded replies of the seven carriers, as tracks and refusals."""

import msgspec
import pytest

from adapters.carrier_karrio.mapping.refusals import outcome
from adapters.carrier_karrio.sdk.account import Account
from domain.errors import BackendRefused
from domain.folds.shipment_status import shipment_status
from domain.ports.reading import Failed, Missing
from domain.shipments import ShipmentStatus
from tests.adapters.carrier_karrio.accounts import ACCOUNTS
from tests.adapters.carrier_karrio.test_recorded_times import tracks
from tests.adapters.carrier_karrio.with_sdk import SEVEN, needs_samples, needs_sdk, recorded

needs_sdk()
needs_samples()

STATUSES = {
    "ups/test_tracking_response_parsing": [ShipmentStatus.EXCEPTION],
    "fedex/test_parse_tracking_response": [ShipmentStatus.PICKED_UP],
    "fedex/test_parse_duplicate_tracking_response": [ShipmentStatus.DELIVERED],
    "usps/test_parse_tracking_response": [ShipmentStatus.DELIVERED],
    "dhl_express/test_parse_tracking_response": [
        ShipmentStatus.DELIVERED,
        ShipmentStatus.PICKED_UP,
        ShipmentStatus.PICKED_UP,
    ],
    "dhl_universal/test_parse_tracking_response": [ShipmentStatus.CREATED],
    "canadapost/test_parse_tracking_response": [ShipmentStatus.DELIVERED],
    "purolator/test_tracking_response_parsing": [ShipmentStatus.UNKNOWN],
}
REFUSED = {
    "ups/test_tracking_auth_error_parsing",
    "fedex/test_parse_error_response",
    "usps/test_parse_auth_error_response",
    "usps/test_parse_error_response",
    "dhl_express/test_tracking_auth_error_parsing",
    "canadapost/test_tracking_auth_error_parsing",
}
PERSONAL = (
    "CAMPAGNA",
    "GREGOIRE",
    "HETU",
    "HERRERA",
    "Doe",
    "JESSICA",
    "163000",
    "Reciever",
    "Oderweg",
    "93612",
)


@pytest.mark.parametrize("carrier", SEVEN)
def test_a_track_has_the_status_that_its_facts_give(carrier: str) -> None:
    told = {
        name: [shipment_status(value.milestones) for value, _ in tracks(carrier, text)]
        for name, text in recorded(carrier)
    }
    assert {name: statuses for name, statuses in told.items() if statuses} == {
        name: statuses for name, statuses in STATUSES.items() if name.startswith(f"{carrier}/")
    }


@pytest.mark.parametrize("carrier", SEVEN)
def test_a_refusal_is_told_from_an_unknown_number(carrier: str) -> None:
    account = Account("parcels", carrier, "https://carrier.test", ACCOUNTS[carrier])
    for name, text in recorded(carrier):
        for reply in account.parse("1", text):
            if reply.tracks:
                continue
            said = outcome(carrier, reply.messages, "parcels")
            assert isinstance(said, Failed if name in REFUSED else Missing), name
            assert not isinstance(said, Failed) or isinstance(said.error, BackendRefused)


@pytest.mark.parametrize("carrier", SEVEN)
def test_nobody_s_name_and_no_street_is_kept(carrier: str) -> None:
    for name, text in recorded(carrier):
        for value, findings in tracks(carrier, text):
            kept = msgspec.json.encode(value).decode() + "".join(findings)
            assert [word for word in PERSONAL if word in kept] == [], name
