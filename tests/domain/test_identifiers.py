import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ImpossibleValue
from domain.identifiers import (
    PARTY_KINDS,
    Identifier,
    IdentifierKind,
    as_unlinked,
    identifier,
    instance_name,
    of_party,
    party_and_number,
    unlinked_name,
)

KINDS = st.sampled_from(IdentifierKind)
PLAIN_KINDS = st.sampled_from(sorted(set(IdentifierKind) - set(PARTY_KINDS)))
INSTANCES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
PRINTED = string.digits + string.ascii_letters + string.punctuation + " äß漢"
VALUES = st.text(PRINTED, min_size=1, max_size=200).map(str.strip).filter(bool)


@given(name=INSTANCES)
def test_instance_names_are_taken_as_they_are(name: str) -> None:
    assert instance_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "ERP", "1erp", "_erp", "erp-eu", "erp eu", "erp\n", "é", "e" * 41, "erp:eu"]
)
def test_what_cannot_name_an_instance_is_refused(name: str) -> None:
    with pytest.raises(ImpossibleValue, match="is not an instance name"):
        instance_name(name)


@given(kind=PLAIN_KINDS, instance=INSTANCES, value=VALUES)
def test_blanks_around_a_name_are_no_part_of_it(kind: IdentifierKind, instance: str, value: str) -> None:
    assert identifier(kind, instance, f"  {value}\t") == Identifier(kind, instance, value)


@given(party=VALUES, number=VALUES)
def test_a_part_number_keeps_whose_it_is(party: str, number: str) -> None:
    value = of_party(party, number)
    assert value == "" if "/" in party else party_and_number(value) == (party, number)


@pytest.mark.parametrize(("party", "number"), [("", "P-7"), ("C-1", ""), ("C/1", "P-7")])
def test_a_part_number_of_nobody_is_none(party: str, number: str) -> None:
    assert of_party(party, number) == ""


@pytest.mark.parametrize("value", ["P-7", "/P-7", "C-1/"])
def test_a_part_number_without_its_party_is_refused(value: str) -> None:
    with pytest.raises(ImpossibleValue) as refused:
        identifier(IdentifierKind.CUSTOMER_ITEM, "erp", value, field="value")
    assert refused.value.public == f"value: '{value}' should be the customer, a slash and its number"
    assert identifier(IdentifierKind.SUPPLIER_ITEM, "erp", "V-1/P-7").value == "V-1/P-7"


def test_the_longest_name() -> None:
    assert identifier(IdentifierKind.ORDER, "erp", "x" * 200).value == "x" * 200


@pytest.mark.parametrize("value", ["", "   ", "a\nb", "a\x00b", "x" * 201, "\ud800"], ids=ascii)
def test_what_cannot_name_a_thing_is_refused_with_its_place(value: str) -> None:
    with pytest.raises(ImpossibleValue) as refused:
        identifier(IdentifierKind.ORDER, "erp", value, field="orderNumber")
    assert refused.value.field == "orderNumber"
    assert refused.value.public == f"orderNumber: '{value.strip()[:40]}' cannot name a order"


@given(kind=KINDS, instance=INSTANCES, value=VALUES)
def test_a_name_that_nothing_ties_leads_back_to_its_namespace(
    kind: IdentifierKind, instance: str, value: str
) -> None:
    foreign = Identifier(kind, instance, value)
    assert as_unlinked(unlinked_name(foreign), kind) == foreign


@given(value=VALUES, one=INSTANCES, other=INSTANCES)
def test_equal_numbers_of_two_systems_stay_apart(value: str, one: str, other: str) -> None:
    names = {unlinked_name(Identifier(IdentifierKind.ORDER, instance, value)) for instance in (one, other)}
    assert len(names) == len({one, other})


@pytest.mark.parametrize("name", ["SO-1", "", ":", "erp:", ":SO-1", "ERP:SO-1", "12:30"])
def test_our_own_names_are_not_taken_for_unlinked_ones(name: str) -> None:
    assert as_unlinked(name, IdentifierKind.ORDER) is None
