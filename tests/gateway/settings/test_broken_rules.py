"""Declared names, authority and locations that are wrong, each with its exact place."""

from pathlib import Path

import pytest

from tests.gateway.settings.samples import GOOD, KINDS, SYSTEMS, Broken, load, problems

RULES = {
    "unknown kind": Broken(
        "  item: ",
        "  itme: ",
        f"names.itme: 'itme' is not a kind of name; did you mean 'item'? {KINDS} (line 7)",
    ),
    "unknown owner": Broken(
        "item:     {owner: erp}",
        "item:     {owner: erpp}",
        f"names.item.owner: 'erpp' is not a configured instance; did you mean 'erp'? {SYSTEMS} (line 7)",
    ),
    "unknown writer": Broken(
        "written_by: {wms_east: {}",
        "written_by: {wms_eats: {}",
        "names.order.written_by.wms_eats: 'wms_eats' is not a configured instance; did you mean 'wms_east'? "
        f"{SYSTEMS} (line 6)",
    ),
    "owner that writes otherwise": Broken(
        "written_by: {wms_east: {}",
        "written_by: {erp: {}",
        "names.order.written_by.erp: owns these names, so it writes them as they are (line 6)",
    ),
    "unknown rule": Broken(
        "strip_prefix:",
        "strip_suffix:",
        "names.order.written_by.wms_west.strip_suffix: 'strip_suffix' is not a key that is understood here; "
        "did you mean 'strip_prefix'? Known: add_prefix, check_digit, pad, strip_prefix. (line 6)",
    ),
    "two rules at once": Broken(
        'strip_prefix: "SO-"',
        'strip_prefix: "SO-", add_prefix: X',
        "names.order.written_by.wms_west: strip_prefix and add_prefix exclude each other (line 6)",
    ),
    "a check digit after letters": Broken(
        'strip_prefix: "SO-"',
        "add_prefix: X, check_digit: gs1",
        "names.order.written_by.wms_west: a check digit stands after digits: add_prefix should be a number "
        "(line 6)",
    ),
    "unknown check digit": Broken(
        'strip_prefix: "SO-"',
        "check_digit: luhn",
        "names.order.written_by.wms_west.check_digit: should be 'gs1' (line 6)",
    ),
    "padding without end": Broken(
        'strip_prefix: "SO-"',
        "pad: 41",
        "names.order.written_by.wms_west.pad: should be less than or equal to 40 (line 6)",
    ),
    "unknown fact": Broken(
        "stock.supply",
        "stock.suply",
        "authority[1].fact: 'stock.suply' is not a fact; did you mean 'stock.supply'? Known: customer, "
        "estimate, fulfilment, location, order, order.holds, order.invoices, order.lines, order.parties, "
        "order.promise, product, shipment and others. (line 12)",
    ),
    "unknown believed instance": Broken(
        "instances: [wms_east]",
        "instances: [wms]",
        f"authority[0].instances[0]: 'wms' is not a configured instance. {SYSTEMS} (line 11)",
    ),
    "instance believed twice": Broken(
        "instances: [erp]", "instances: [erp, erp]", "authority[1].instances[1]: 'erp' stands twice (line 12)"
    ),
    "nobody to believe": Broken(
        "instances: [erp]", "instances: []", "authority[1].instances: should not be empty (line 12)"
    ),
    "unknown place": Broken(
        "at: [EAST]",
        "at: [EATS]",
        "authority[0].at[0]: 'EATS' is not one of the locations; did you mean 'EAST'? "
        "Known: EAST, STORE, WEST. (line 11)",
    ),
    "rule that is never reached": Broken(
        "stock.supply, instances: [erp]",
        "stock.physical, at: [EAST], instances: [erp]",
        "authority[1]: is never reached: a rule above it already speaks for stock.physical there (line 12)",
    ),
    "unknown region": Broken(
        "stock.supply, instances: [erp]",
        "stock.supply, regions: [NORTH, NROTH], instances: [erp]",
        "authority[1].regions[1]: 'NROTH' is not the region of a location; did you mean 'NORTH'? "
        "Known: NORTH. (line 12)",
    ),
    "empty business unit": Broken(
        "stock.supply, instances: [erp]",
        'order, business_units: [US, ""], instances: [erp]',
        "authority[1].business_units[1]: should not be empty (line 12)",
    ),
    "business unit that is no text": Broken(
        "stock.supply, instances: [erp]",
        "order, business_units: [1100], instances: [erp]",
        "authority[1].business_units[0]: should be a valid string (line 12)",
    ),
    "business unit of stock": Broken(
        "stock.supply, instances: [erp]",
        "stock.supply, business_units: [US], instances: [erp]",
        "authority[1].business_units: cannot narrow a rule for stock.supply, which belongs to no business "
        "unit (line 12)",
    ),
    "place of what has none": Broken(
        "stock.supply, instances: [erp]",
        "product, at: [EAST], instances: [erp]",
        "authority[1].at: cannot narrow a rule for product, which is known by no place (line 12)",
    ),
    "region of what has no place": Broken(
        "stock.supply, instances: [erp]",
        "estimate, regions: [NORTH], instances: [erp]",
        "authority[1].regions: cannot narrow a rule for estimate, which is known by no place (line 12)",
    ),
    "place inside a region that a rule above speaks of": Broken(
        "{fact: stock.supply, instances: [erp]}",
        "{fact: stock.supply, regions: [NORTH], instances: [erp]}\n"
        "  - {fact: stock.supply, at: [STORE], instances: [erp]}",
        "authority[2]: is never reached: a rule above it already speaks for stock.supply there (line 13)",
    ),
    "business unit that a rule above speaks of": Broken(
        "{fact: stock.supply, instances: [erp]}",
        "{fact: order, business_units: [US, CA], instances: [erp, wms_east]}\n"
        "  - {fact: order, business_units: [US], at: [EAST], instances: [erp]}",
        "authority[2]: is never reached: a rule above it already speaks for order there (line 13)",
    ),
    "region that is no text": Broken(
        "STORE: {region: NORTH}",
        "STORE: {region: [NORTH]}",
        "locations.STORE.region: should be a valid string (line 16)",
    ),
    "unknown warehouse": Broken(
        "WEST: {warehouse: wms_west}",
        "WEST: {warehouse: wms_wets}",
        "locations.WEST.warehouse: 'wms_wets' is not a configured instance; did you mean 'wms_west'? "
        f"{SYSTEMS} (line 15)",
    ),
    "warehouse that is none": Broken(
        "WEST: {warehouse: wms_west}",
        "WEST: {warehouse: erp}",
        "locations.WEST.warehouse: 'erp' (erp_sim) offers neither stock nor fulfilments (line 15)",
    ),
    "authority that is no list": Broken(
        "authority:\n  - {fact: stock.physical, at: [EAST], instances: [wms_east]}\n"
        "  - {fact: stock.supply, instances: [erp]}",
        "authority: {fact: order}",
        "authority: should be a list (line 10)",
    ),
}


@pytest.mark.parametrize("broken", RULES.values(), ids=RULES)
def test_a_broken_rule_names_the_place(tmp_path: Path, broken: Broken) -> None:
    good = GOOD.replace("STORE: {}", "STORE: {region: NORTH}")
    assert broken.old in good
    assert problems(tmp_path, good.replace(broken.old, broken.new, 1)) == [broken.message]


@pytest.mark.parametrize(
    "rules",
    [
        # Of orders a rule listens to its own instances alone, so another may speak of what it does not.
        ("business_units: [US], instances: [erp]", "business_units: [US], instances: [wms_east]"),
        ("business_units: [US], instances: [erp]", "instances: [erp]"),
        ("business_units: [US], at: [EAST], instances: [erp]", "business_units: [US], instances: [erp]"),
        ("regions: [NORTH], instances: [erp]", "at: [STORE, EAST], instances: [erp]"),
    ],
)
def test_a_narrower_rule_leaves_the_rest_to_those_below(tmp_path: Path, rules: tuple[str, str]) -> None:
    text = "".join(f"  - {{fact: order, {rule}}}\n" for rule in rules)
    good = GOOD.replace("STORE: {}", "STORE: {region: NORTH}")
    file = load(tmp_path, good.replace("  - {fact: stock.supply, instances: [erp]}\n", text))
    assert [rule.fact for rule in file.authority.rules] == ["stock.physical", "order", "order"]
    assert file.authority.region_of == {"STORE": "NORTH"}
