import io
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from gateway.cli.config_tables import file_tables, problem_table
from gateway.settings.problems import ConfigProblems
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
        "erp erp_sim http://erp.example/api orders, products",
        "wms_west wms_east http://west.example/ fulfilments, stock",
        "order erp wms_east as they are, wms_west without 'SO-' -",
        "location - - wms_west 1",
        "stock.physical EAST wms_east",
        "stock.supply everywhere erp",
        "WEST wms_west",
        "STORE -",
        "Who may ask: tokens of http://issuer.example for 'ordergraph'",
        "service-desk INTERACTIVE all orders:read, orders:read:pii",
        "partner-acme PARTNER_BULK customers C-00042 orders:read",
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
    assert "[bold]STORE -" in drawn(*file_tables(Path("ordergraph.yaml"), load(tmp_path, text)))


def test_a_rule_for_the_rest_says_so(tmp_path: Path) -> None:
    text = GOOD.replace("fact: stock.supply", "fact: stock.physical")
    assert "stock.physical everywhere else erp" in drawn(*file_tables(Path("x.yaml"), load(tmp_path, text)))


def test_problems_are_shown_with_their_places(tmp_path: Path) -> None:
    text = GOOD.replace("depth: 9", "depth: 0").replace("{owner: erp}", "{owner: [bold]}")
    with pytest.raises(ConfigProblems) as caught:
        load(tmp_path, text)
    shown = drawn(problem_table(ConfigProblems("x.yaml", caught.value.problems))).splitlines()
    assert shown[0] == "x.yaml: 2 problems"
    assert "names.item.owner should be a valid string (line 7)" in shown
    assert "limits.depth should be greater than or equal to 1 (line 23)" in shown
