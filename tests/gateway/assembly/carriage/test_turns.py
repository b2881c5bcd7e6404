from hypothesis import given
from hypothesis import strategies as st

from gateway.assembly.carriage.turns import turns
from gateway.settings.carriers import CarrierSettings

UPS = "1Z5R89390357567127"
FEDEX = "986578788855"
NOBODYS = "PX12345"
DECLARED = {
    "ups_na": CarrierSettings(names=frozenset({"UPS"}), accounts=frozenset({"A1B2C3"})),
    "ups_eu": CarrierSettings(names=frozenset({"ups"}), accounts=frozenset({"5R8939"})),
    "fedex": CarrierSettings(names=frozenset({"FedEx", "FDXG"})),
    "parcel": CarrierSettings(names=frozenset({"PONE"}), prefixes=("PX", "PY")),
}
EVERYBODY = [*DECLARED, "other"]
FORMS = st.sampled_from([UPS, FEDEX, NOBODYS, "3318810025", "9400111202555842332669", "whatever"])


def test_the_account_in_a_number_says_whom_to_ask() -> None:
    assert turns(UPS, EVERYBODY, DECLARED, ()) == [["ups_eu"]]


def test_the_beginning_of_a_number_says_whom_to_ask() -> None:
    assert turns(NOBODYS, EVERYBODY, DECLARED, ()) == [["parcel"]]
    assert turns(NOBODYS.lower(), EVERYBODY, DECLARED, ()) == [["parcel"]]


def test_the_carrier_that_a_shipment_names_is_asked_and_nobody_else() -> None:
    assert turns("whatever", EVERYBODY, DECLARED, {"fdxg"}) == [["fedex"]]
    assert turns("whatever", EVERYBODY, DECLARED, {"FDXG", "PONE"}) == [["fedex", "parcel"]]


def test_a_number_of_a_known_form_is_asked_of_its_carrier_first_and_then_of_those_that_have_none() -> None:
    assert turns(FEDEX, EVERYBODY, DECLARED, ()) == [["fedex"], ["parcel"], ["other"]]


def test_several_accounts_of_one_carrier_are_asked_one_after_the_other() -> None:
    declared = {name: CarrierSettings(names=frozenset({"ups"})) for name in ("east", "west")}
    assert turns(UPS, ["west", "east"], declared, ()) == [["west"], ["east"]]


def test_a_number_of_no_known_form_is_asked_of_those_that_have_none_first() -> None:
    assert turns("whatever", EVERYBODY, DECLARED, ()) == [
        ["parcel"],
        ["other"],
        ["ups_na"],
        ["ups_eu"],
        ["fedex"],
    ]


def test_a_carrier_that_nobody_declared_says_nothing() -> None:
    assert turns("whatever", ["other"], {}, {"XYZ"}) == [["other"]]


def test_a_number_of_a_leg_is_asked_of_the_carrier_of_the_leg_or_of_nobody() -> None:
    assert turns("whatever", EVERYBODY, DECLARED, {"PONE"}, of_leg=True) == [["parcel"]]
    assert turns("whatever", EVERYBODY, DECLARED, {"XYZ"}, of_leg=True) == []
    assert turns(FEDEX, EVERYBODY, DECLARED, {"XYZ"}, of_leg=True) == [["fedex"]]


@given(FORMS, st.permutations(EVERYBODY), st.sets(st.sampled_from(["UPS", "PONE", "XYZ"])))
def test_nobody_is_asked_twice_and_somebody_always(number: str, instances: list[str], told: set[str]) -> None:
    asked = [name for turn in turns(number, instances, DECLARED, told) for name in turn]
    assert asked
    assert len(set(asked)) == len(asked)
