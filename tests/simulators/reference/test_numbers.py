import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.reference import catalog, check_digits, customers, numbers
from simulators.reference.places import SITES

orders = st.integers(1, numbers.HIGHEST)
works = st.integers(1, 9)
sites = st.sampled_from(["EAST", "WEST"])


@given(orders)
def test_a_number_of_an_order_leads_back_to_it(order: int) -> None:
    assert numbers.parse_erp_order(numbers.erp_order(order)) == order
    assert numbers.parse_rma(numbers.rma(order)) == order
    for channel in ("WEB", "MARKETPLACE", "B2B"):
        assert numbers.parse_channel_ref(numbers.channel_ref(channel, order)) == order
    assert numbers.parse_customer_po(numbers.customer_po("EDI", order)) == order


@given(orders, works, sites)
def test_a_number_of_a_part_leads_back_to_order_and_part(order: int, work: int, site: str) -> None:
    part = (order, work)
    assert numbers.parse_invoice(numbers.invoice(*part)) == part
    assert numbers.parse_warehouse_order(site, numbers.warehouse_order(site, *part)) == part
    assert numbers.parse_shipment(site, numbers.shipment(site, *part)) == part
    assert numbers.parse_load(numbers.load(*part)) == part
    assert numbers.parse_pro(numbers.pro(*part)) == part


@given(orders, works, st.integers(1, 9), st.sampled_from(["GROUND", "EXPRESS"]))
def test_a_tracking_number_leads_back_to_its_package(
    order: int, work: int, package: int, service: str
) -> None:
    number = numbers.tracking(service, order, work, package)
    assert numbers.parse_tracking(number) == (order, work, package)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert numbers.parse_tracking(wrong) is None


@given(st.text(max_size=20))
def test_any_other_text_is_a_miss(text: str) -> None:
    assert numbers.parse_erp_order(f"x{text}") is None
    assert numbers.parse_tracking(f"x{text}") is None
    assert numbers.parse_channel_ref(f"x{text}") is None


def test_check_digits_are_those_of_published_examples() -> None:
    assert check_digits.one_z("999AA1012345678") == "4"
    assert check_digits.gs1("0061414112345") == "2"
    assert check_digits.gs1("629104150021") == "3"


def test_master_data_carries_valid_check_digits() -> None:
    gtins = [catalog.product(item).gtin for item in range(catalog.COUNT)]
    glns = [site.gln for site in SITES.values()]
    glns += [customers.customer(number).gln or "" for number in customers.COMPANIES]
    assert {len(gtin) for gtin in gtins} == {14}
    assert {len(gln) for gln in glns} == {13}
    assert [number for number in (*gtins, *glns) if check_digits.gs1(number[:-1]) != number[-1]] == []


@pytest.mark.parametrize("codes", ["by_sku", "by_gtin", "by_east_code", "by_west_code"])
def test_no_code_is_given_twice(codes: str) -> None:
    table: dict[str, int] = getattr(catalog, codes)()
    kits = 0 if codes in {"by_sku", "by_gtin"} else sum(map(catalog.is_kit, range(catalog.COUNT)))
    assert len(table) == catalog.COUNT - kits
