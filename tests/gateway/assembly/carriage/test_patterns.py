import pytest

from gateway.assembly.carriage.patterns import RECOGNISABLE, Likely, likely_carriers

UPS = "1Z5R89390357567127"


@pytest.mark.parametrize(
    ("number", "carrier"),
    [(UPS, "ups"), ("986578788855", "fedex"), ("9400111202555842332669", "usps"), ("3318810025", "dhl")],
)
def test_a_number_with_a_right_check_digit_is_its_carrier_s(number: str, carrier: str) -> None:
    assert [each.carrier for each in likely_carriers(number)] == [carrier]
    assert carrier in RECOGNISABLE


@pytest.mark.parametrize("number", ["", "PX12345", "1Z5R89390357567128", "986578788856", "é" * 500])
def test_a_number_of_no_known_form_is_nobody_s(number: str) -> None:
    assert likely_carriers(number) == ()


@pytest.mark.parametrize("number", [UPS.lower(), "1Z 5R8 939 03 5756 712 7"])
def test_blanks_and_small_letters_change_nothing(number: str) -> None:
    assert likely_carriers(number) == (Likely("ups", "5R8939"),)
