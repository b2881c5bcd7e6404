"""What an event means: by the SDK's words, unless the carrier's own say otherwise."""

import pytest

from adapters.carrier_karrio.mapping.corrections import CORRECTIONS
from adapters.carrier_karrio.mapping.meaning import Event, meaning
from adapters.carrier_karrio.mapping.vocabulary import CODE_BY_REASON, CODE_OF, reason_of
from adapters.carrier_karrio.sdk.words import Words
from domain.milestones import FaultParty, MilestoneCode

M = MilestoneCode

UPS = Words(
    {
        "I": "in_transit",
        "X": "on_hold",
        "D": "delivered",
        "M": "pending",
        "AR": "in_transit",
        "OT": "out_for_delivery",
        "RF": "delivery_failed",
        "DY": "delivery_delayed",
        "NH": "on_hold",
    },
    {"AR": "consignee_access_restricted", "RF": "consignee_refused", "LO": "carrier_parcel_lost"}
    | {"LT": "carrier_parcel_lost", "WE": "weather_delay", "NH": "consignee_not_home"},
)
SOME = Words(
    {"A": "in_transit", "F": "delivery_failed", "unknown": "delivery_delayed"},
    {"DMG": "carrier_damaged_parcel"},
)


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("D", "FS", (M.DELIVERED, "", None)),
        ("M", "MP", (M.SHIPMENT_CREATED, "", None)),
        ("I", "OT", (M.OUT_FOR_DELIVERY, "", None)),
        ("I", "AR", (M.ARRIVED, "", None)),
        ("I", "??", (M.IN_TRANSIT, "", None)),
        ("I", "RF", (M.IN_TRANSIT, "", None)),
        ("P", "PU", (M.PICKED_UP, "", None)),
        ("O", "OT", (M.OUT_FOR_DELIVERY, "", None)),
        ("MV", "VP", (M.CANCELLED, "", None)),
        ("X", "??", (M.EXCEPTION, "", None)),
        ("X", "RF", (M.DELIVERY_ATTEMPTED, "refused", FaultParty.CONSIGNEE)),
        ("X", "NH", (M.DELIVERY_ATTEMPTED, "not home", FaultParty.CONSIGNEE)),
        ("X", "DY", (M.DELAYED, "", None)),
        ("X", "LO", (M.LOST, "parcel lost", FaultParty.CARRIER)),
        ("X", "LT", (M.EXCEPTION, "not enough time", FaultParty.CARRIER)),
        ("X", "WE", (M.EXCEPTION, "weather delay", FaultParty.WEATHER)),
    ],
)
def test_a_type_of_ups_is_narrowed_by_its_code(
    kind: str, code: str, expected: tuple[MilestoneCode, str, FaultParty | None]
) -> None:
    told = meaning("ups", Event(code, kind=kind), UPS)
    assert (told.code, told.reason, told.fault) == expected
    assert told.known


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("Delivered, Front Door/Porch", "delivered", M.DELIVERED),
        ("Delivered, To Original Sender", "delivered", M.RETURN_STARTED),
        ("Item could not be delivered", "delivered", M.UNKNOWN),
        ("Undelivered", "delivered", M.UNKNOWN),
        ("Available for Pickup", "picked_up", M.UNKNOWN),
        ("Picked Up and Processed", "picked_up", M.PICKED_UP),
        ("In Transit to Next Facility", "in_transit", M.IN_TRANSIT),
    ],
)
def test_a_text_of_usps_means_what_it_says(text: str, status: str, expected: MilestoneCode) -> None:
    assert meaning("usps", Event("ZZ", status=status, text=text), Words()).code is expected


def test_what_usps_brings_back_to_its_sender_is_not_delivered() -> None:
    assert (
        meaning("usps", Event("01", text="Delivered, To Original Sender"), Words()).code
        is M.RETURNED_TO_SENDER
    )


@pytest.mark.parametrize("event", [Event("unknown"), Event("UNKNOWN"), Event("", status="delivery_delayed")])
@pytest.mark.parametrize("carrier", ["dhl_universal", "another"])
def test_unknown_is_no_delay(carrier: str, event: Event) -> None:
    told = meaning(carrier, event, SOME)
    assert (told.code, told.reason) == (M.UNKNOWN, "")


def test_a_code_goes_before_the_text_beside_it() -> None:
    words = Words({"delivered": "delivered", "transit": "in_transit"})
    assert (
        meaning("dhl_universal", Event("pre-transit", status="delivered"), words).code is M.SHIPMENT_CREATED
    )
    assert meaning("dhl_universal", Event("transit", status="delivered"), words).code is M.IN_TRANSIT


@pytest.mark.parametrize(
    ("code", "expected"), [("0174", M.OUT_FOR_DELIVERY), ("174", M.OUT_FOR_DELIVERY), ("", M.UNKNOWN)]
)
def test_canada_post_fills_up_with_zeros(code: str, expected: MilestoneCode) -> None:
    told = meaning("canadapost", Event(code), Words({"174": "out_for_delivery", "": "in_transit"}))
    assert told.code is expected


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        ("08", (M.DELIVERY_ATTEMPTED, "not available", FaultParty.CONSIGNEE)),
        ("A47", (M.EXCEPTION, "A47", FaultParty.UNKNOWN)),
        ("", (M.EXCEPTION, "", None)),
    ],
)
def test_a_reason_of_fedex_stands_in_a_field_of_its_own(
    incident: str, expected: tuple[MilestoneCode, str, FaultParty | None]
) -> None:
    told = meaning("fedex", Event("DE", incident=incident), Words({"DE": "delivery_failed"}))
    assert (told.code, told.reason, told.fault) == expected


def test_a_code_that_nobody_knows_advances_nothing() -> None:
    told = meaning("another", Event("??", incident="A47"), SOME)
    assert (told.code, told.known, told.reason) == (M.UNKNOWN, False, "")


def test_a_reason_alone_says_what_happened() -> None:
    told = meaning("another", Event("DMG"), SOME)
    assert (told.code, told.reason, told.fault) == (M.EXCEPTION, "damaged parcel", FaultParty.CARRIER)


def test_the_parser_s_words_serve_where_there_is_no_table() -> None:
    told = meaning("another", Event("3500", status="delivered"), Words())
    assert (told.code, told.known) == (M.DELIVERED, True)


@pytest.mark.parametrize("word", CODE_OF)
def test_every_status_has_a_milestone(word: str) -> None:
    told = meaning("another", Event("1"), Words({"1": word}))
    assert (told.code, told.known) == (CODE_OF[word], True)


@pytest.mark.parametrize("word", CODE_BY_REASON)
def test_every_reason_is_in_plain_words_with_its_party(word: str) -> None:
    told, fault = reason_of(word)
    assert told
    assert "_" not in told
    if word.startswith("carrier_"):
        assert fault is FaultParty.CARRIER
    if word.startswith("consignee_"):
        assert fault is FaultParty.CONSIGNEE
    if word.startswith("retailer_"):
        assert fault is FaultParty.SHIPPER


def test_every_correction_says_why() -> None:
    assert [
        c for table in CORRECTIONS.values() for c in table.values() if len(c.why) < len("it is late")
    ] == []
