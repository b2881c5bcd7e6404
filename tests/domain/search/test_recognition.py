import pytest

from domain.errors import BadInput
from domain.search.recognition import TERM_KINDS, Meaning, gtins, readable, recognised
from domain.search.terms import LONGEST_TERM, TermKind

ANY_NUMBER = (
    Meaning.ORDER,
    Meaning.CHANNEL_ORDER,
    Meaning.CUSTOMER_PO,
    Meaning.WAREHOUSE_ORDER,
    Meaning.INVOICE,
    Meaning.SHIPMENT,
    Meaning.LOAD,
    Meaning.TRACKING,
    Meaning.RETURN,
)
ANYTHING = (*ANY_NUMBER, Meaning.ITEM, Meaning.LOCATION)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("mira@example.com", (Meaning.EMAIL,)),
        ("50%off*@example.com", (Meaning.EMAIL,)),
        ("#1042", (Meaning.CHANNEL_ORDER, Meaning.ORDER)),
        ("# 1042", (Meaning.CHANNEL_ORDER, Meaning.ORDER)),
        ("PO 4500017", (Meaning.CUSTOMER_PO,)),
        ("p.o. 4500017", (Meaning.CUSTOMER_PO,)),
        ("po: 4500017", (Meaning.CUSTOMER_PO,)),
        ("PO#4500017", (Meaning.CUSTOMER_PO,)),
        ("PO-4500017", ANYTHING),
        ("PO BOX", ANYTHING),
        ("1Z999AA10123456784", (Meaning.TRACKING, Meaning.SHIPMENT)),
        ("1z 999 aa1 01 2345 6784", (Meaning.TRACKING, Meaning.SHIPMENT)),
        ("1Z999", ANYTHING),
        ("SO-10231", ANYTHING),
        ("W2-88812", ANYTHING),
        ("EAST", ANYTHING),
        ("user@host", (Meaning.EMAIL,)),
        ("mira @ example . com", (Meaning.EMAIL,)),
        ("@mira", (Meaning.EMAIL,)),
        ("4006381333931", (*ANYTHING, Meaning.GTIN, Meaning.GLN)),
        ("4 006381 333931", (*ANYTHING, Meaning.GTIN, Meaning.GLN)),
        ("4006381333932", (*ANYTHING, Meaning.GTIN, Meaning.GLN)),
        ("10614141010425", (*ANYTHING, Meaning.GTIN)),
        ("036000291452", (*ANYTHING, Meaning.GTIN)),
        ("96385074", (*ANYTHING, Meaning.GTIN)),
        ("963850741", ANYTHING),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", ANYTHING),
    ],
)
def test_what_a_text_may_be(text: str, meanings: tuple[Meaning, ...]) -> None:
    assert recognised(text, field="text").meanings == meanings


def test_idle_blanks_are_not_part_of_a_name() -> None:
    assert recognised("  SO \t 10231\n", field="text").text == "SO 10231"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("x" * (LONGEST_TERM + 1), "is longer than 200 characters"),
        ("x" * 1_000_000, "is longer than 200 characters"),
        ("%", "has a wildcard"),
        ("***", "has a wildcard"),
        ("SO-1%", "has a wildcard"),
        ("SO-*", "has a wildcard"),
        ("#", "has neither a letter nor a digit"),
        ("@", "has neither a letter nor a digit"),
        ("-- ;", "has neither a letter nor a digit"),
        ("SO\0-1", "has characters that cannot be written"),
        ("SO-\ud800", "has characters that cannot be written"),
    ],
)
def test_what_cannot_be_looked_up_names_its_field(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"^filter.number: {told}") as caught:
        readable(text, field="filter.number")
    assert caught.value.field == "filter.number"
    with pytest.raises(BadInput, match=f"^text: {told}"):
        recognised(text, field="text")


def test_the_longest_text_is_taken() -> None:
    assert readable("x" * LONGEST_TERM, field="text") == "x" * LONGEST_TERM


def test_every_kind_of_term_that_names_an_order_is_a_meaning() -> None:
    assert set(TermKind) - set(TERM_KINDS.values()) == {TermKind.SKU, TermKind.LOCATION}


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("036000291452", ("036000291452", "0036000291452", "00036000291452")),
        ("00036000291452", ("036000291452", "0036000291452", "00036000291452")),
        ("10614141010425", ("10614141010425",)),
        ("4 006381 333931", ("4006381333931", "04006381333931")),
    ],
)
def test_a_gtin_is_one_with_and_without_leading_zeros(text: str, ways: tuple[str, ...]) -> None:
    assert gtins(text) == ways
