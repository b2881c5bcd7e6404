from io import StringIO
from typing import NamedTuple

from rich.console import Console

from gateway.cli.adapters_table import lacks, markdown, offers, show


class Told(NamedTuple):
    adapter: str
    title: str
    kind: str
    capabilities: frozenset[str]
    lacks: dict[str, str]
    references: frozenset[str] = frozenset()


CARRIER = Told(
    "carrier_pipes",
    "Pipe | Parcel",
    "carrier",
    frozenset({"webhook", "tracking", "orders"}),
    {"stock": "it has none [yet]", "changes": "it lists nothing", "products": "it has none [yet]"},
)


def test_an_adapter_offers_in_the_order_of_the_ports() -> None:
    assert offers([CARRIER]) == [("carrier_pipes", "Pipe | Parcel", "carrier", "orders, tracking, webhook")]


def test_the_names_by_which_orders_are_found_stand_beside() -> None:
    told = CARRIER._replace(
        capabilities=frozenset({"tracking", "orders_by_reference"}), references=frozenset({"load", "invoice"})
    )
    assert offers([told])[0][-1] == "orders_by_reference (invoice, load), tracking"


def test_what_is_lacking_for_one_reason_stands_together() -> None:
    assert lacks([CARRIER]) == [
        ("carrier_pipes", "stock, products", "it has none [yet]"),
        ("carrier_pipes", "changes", "it lists nothing"),
    ]


def test_it_is_written_as_markdown() -> None:
    assert markdown([CARRIER]) == (
        "| Adapter | System | Kind | Offers |\n"
        "| --- | --- | --- | --- |\n"
        "| `carrier_pipes` | Pipe \\| Parcel | carrier | orders, tracking, webhook |\n"
        "\n"
        "| Adapter | Lacks | Because |\n"
        "| --- | --- | --- |\n"
        "| `carrier_pipes` | stock, products | it has none [yet] |\n"
        "| `carrier_pipes` | changes | it lists nothing |\n"
    )


def test_it_is_shown_whole() -> None:
    screen = Console(file=StringIO(), width=100)
    show(screen, [CARRIER])
    assert isinstance(screen.file, StringIO)
    said = screen.file.getvalue()
    for row in (*offers([CARRIER]), *lacks([CARRIER])):
        assert all(cell in said for cell in row)
