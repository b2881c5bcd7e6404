import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from gateway.cli.config_tables import file_tables, problem_table
from gateway.settings.carriers import CarrierSettings
from gateway.settings.reading.problems import ConfigProblems
from tests.gateway.settings.samples import GOOD, SECRET, load


def drawn(*shown: RenderableType) -> str:
    """What a terminal 100 wide shows, with runs of blanks as one."""
    console = Console(file=io.StringIO(), width=100)
    for one in shown:
        console.print(one)
    text = console.file.getvalue() if isinstance(console.file, io.StringIO) else ""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


@pytest.mark.parametrize(
    "line",
    [
        "ordergraph.yaml is right.",
        "erp erp_sim http://erp.example/api no orders, products",
        "wms_west wms_east http://west.example/ no fulfilments, stock",
        "order erp wms_east as they are -",
        "wms_west without 'SO-'",
        "location - - wms_west 1",
        "stock.physical EAST all wms_east",
        "stock.supply everywhere all erp",
        "WEST - wms_west",
        "STORE - -",
        "Who may ask: tokens of http://issuer.example for 'ordergraph'",
        "service-desk INTERACTIVE all orders:read, orders:read:pii",
        "partner-acme PARTNER_BULK, weight 2 customers C-00042 orders:read",
        "depth 9",
    ],
)
def test_a_file_is_shown_whole(tmp_path: Path, line: str) -> None:
    assert line in drawn(*file_tables(Path("ordergraph.yaml"), load(tmp_path))).splitlines()


def test_neither_a_secret_nor_the_credentials_of_an_address_are_shown(tmp_path: Path) -> None:
    text = GOOD.replace("http://erp.example", "http://us:pa55@erp.example").replace("/api", "/api?key=pa55")
    shown = drawn(*file_tables(Path("ordergraph.yaml"), load(tmp_path, text)))
    assert "http://erp.example/api " in shown
    assert SECRET not in shown
    assert "pa55" not in shown


def test_what_a_file_calls_things_is_not_taken_for_markup(tmp_path: Path) -> None:
    text = GOOD.replace("  STORE: {}", '  "[bold]STORE": {}')
    assert "[bold]STORE - -" in drawn(*file_tables(Path("ordergraph.yaml"), load(tmp_path, text)))


def test_a_rule_for_the_rest_says_so(tmp_path: Path) -> None:
    text = GOOD.replace("fact: stock.supply", "fact: stock.physical")
    shown = drawn(*file_tables(Path("x.yaml"), load(tmp_path, text)))
    assert "stock.physical everywhere else all erp" in shown


def test_a_narrowed_rule_is_shown_whole(tmp_path: Path) -> None:
    text = GOOD.replace(
        "{fact: stock.supply, instances: [erp]}",
        "{fact: order.promise, at: [STORE], regions: [NORTH], business_units: [US, '[b]CA'], "
        "instances: [erp]}",
    ).replace("{warehouse: wms_west}", "{warehouse: wms_west, region: NORTH}")
    shown = drawn(*file_tables(Path("x.yaml"), load(tmp_path, text))).splitlines()
    assert "order.promise STORE, region NORTH US, [b]CA erp" in shown
    assert "WEST NORTH wms_west" in shown


DUE = """due:
  - {milestone: RELEASED, within: PT28H30M, after: ACKNOWLEDGED, owed_by: erp, channels: [WEB], at: ["[b]E"]}
  - {of: shipment, milestone: DELIVERED, within: PT0S, after: PROMISE, owed_by: erp}
  - {milestone: SHIPPED, within: PT0.5S, after: RELEASED, owed_by: erp}
"""


@pytest.mark.parametrize(
    "line",
    [
        "order RELEASED 1 d 4 h 30 min after ACKNOWLEDGED channel WEB, [b]E erp",
        "shipment DELIVERED by the promise everywhere erp",
        "order SHIPPED 0.5 s after RELEASED everywhere erp",
    ],
)
def test_what_is_due_is_shown_with_who_owes_it(tmp_path: Path, line: str) -> None:
    text = DUE + GOOD.replace("  STORE: {}", '  "[b]E": {}')
    assert line in drawn(*file_tables(Path("x.yaml"), load(tmp_path, text))).splitlines()


def test_carriers_are_shown_with_what_their_numbers_are_known_by(tmp_path: Path) -> None:
    told = CarrierSettings(names=frozenset({"[b]PONE", "P1"}), prefixes=("PX",))
    read = replace(load(tmp_path), carriers={"parcel_one": told})
    assert "parcel_one P1, [b]PONE - PX" in drawn(*file_tables(Path("x.yaml"), read)).splitlines()


def test_how_often_each_system_is_polled_is_shown(tmp_path: Path) -> None:
    text = GOOD.replace('//east.example"', '//east.example", sync: {every: 90}')
    read = load(tmp_path, text.replace('//west.example"', '//west.example", sync: {enabled: false}'))
    asked = frozenset({"changes"})
    instances = {name: replace(each, capabilities=asked) for name, each in read.instances.items()}
    shown = drawn(*file_tables(Path("x.yaml"), replace(read, instances=instances))).splitlines()
    assert "erp erp_sim http://erp.example/api as all changes" in shown
    assert "wms_east wms_east http://east.example/ every 1 min 30 s changes" in shown
    assert "wms_west wms_east http://west.example/ no changes" in shown


def test_a_section_that_says_nothing_is_not_shown(tmp_path: Path) -> None:
    shown = drawn(*file_tables(Path("x.yaml"), load(tmp_path, GOOD.replace("limits: {depth: 9}", ""))))
    assert "Limits" not in shown
    assert "Due" not in shown


def test_problems_are_shown_with_their_places(tmp_path: Path) -> None:
    text = GOOD.replace("depth: 9", "depth: 0").replace("{owner: erp}", "{owner: [bold]}")
    with pytest.raises(ConfigProblems) as caught:
        load(tmp_path, text)
    shown = drawn(problem_table(ConfigProblems("x.yaml", caught.value.problems))).splitlines()
    assert shown[0] == "x.yaml: 2 problems"
    assert "names.item.owner should be a valid string (line 7)" in shown
    assert "limits.depth should be greater than or equal to 1 (line 23)" in shown


def test_how_old_answers_may_be_is_shown_where_the_file_says_it(tmp_path: Path) -> None:
    text = GOOD + "freshness: {ports: {orders: {soft: 2}, every: {wait: 3}}}\n"
    shown = drawn(*file_tables(Path("x.yaml"), load(tmp_path, text))).splitlines()
    assert "all every - - - - 3 s -" in shown
    assert "all orders 2 s 15 s 7 d 2 s 3 s no" in shown
    assert "Freshness" not in drawn(*file_tables(Path("x.yaml"), load(tmp_path, GOOD))).splitlines()
