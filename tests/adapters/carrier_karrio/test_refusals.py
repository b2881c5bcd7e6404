"""What a carrier says instead of a track: unknown, or why it does not answer."""

import pytest

from adapters.carrier_karrio.mapping.refusals import outcome
from adapters.carrier_karrio.sdk.answers import Message
from domain.errors import BackendError, BackendRefused, BackendThrottled, BackendUnavailable, ReplyInvalid
from domain.ports.reading import Failed, Missing


@pytest.mark.parametrize(
    ("carrier", "message"),
    [
        ("ups", Message("TW0001", "Tracking Information Not Found")),
        ("ups", Message("TV1002", "Invalid inquiry number")),
        ("fedex", Message("TRACKING.TRACKINGNUMBER.NOTFOUND", "")),
        ("dhl_express", Message("103", "")),
        ("dhl_universal", Message("404", "")),
        ("canadapost", Message("004", "No Pin History")),
        ("another", Message("E_1", "No shipments found for the given tracking number")),
        ("another", Message("", "The parcel could not be found")),
        ("another", Message("", "Shipment does not exist")),
        ("another", Message("E_404_01", "Resource Not Found", "36301917596")),
    ],
)
def test_an_unknown_number_is_missing(carrier: str, message: Message) -> None:
    assert isinstance(outcome(carrier, [message], "parcels"), Missing)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (Message("250003", "Invalid Access License number"), BackendRefused),
        (Message("invalid_client", "Client authentication failed."), BackendRefused),
        (Message("E002", "AAA Authentication Failure"), BackendRefused),
        (Message("", "Account not found"), BackendRefused),
        (Message("", "Customer account not found", "36301917596"), BackendRefused),
        (Message("", "Tracking token not found"), BackendRefused),
        (Message("404", "Resource not found"), BackendRefused),
        (Message("111", "Error parsing the request"), BackendRefused),
        (Message("429", ""), BackendThrottled),
        (Message("", "Rate limit exceeded"), BackendThrottled),
        (Message("SERVICE.UNAVAILABLE.ERROR", ""), BackendUnavailable),
        (Message("500", "Internal server error"), BackendUnavailable),
        (Message("", "Please try again later"), BackendUnavailable),
    ],
)
def test_whatever_else_is_said_is_an_error_with_its_code(message: Message, kind: type[BackendError]) -> None:
    said = outcome("another", [message], "parcels")
    assert isinstance(said, Failed)
    assert type(said.error) is kind
    assert said.error.backend == "parcels"
    assert said.error.cause == (message.code or "no code")


def test_a_number_of_which_nothing_is_said_is_not_missing() -> None:
    said = outcome("ups", [], "parcels")
    assert isinstance(said, Failed)
    assert isinstance(said.error, ReplyInvalid)
    assert said.findings


def test_an_error_beside_an_unknown_number_goes_before() -> None:
    said = outcome(
        "ups", [Message("TW0001", ""), Message("250003", "Invalid Access License number")], "parcels"
    )
    assert isinstance(said, Failed)
