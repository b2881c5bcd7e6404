"""`ordergraph adapters`: the systems that can be spoken with, what each offers and why it lacks the rest."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from domain.ports.backends import BACKEND_PORTS, CHANGES, ORDERS_BY_REFERENCE, WEBHOOK
from domain.references import REFERENCE_KINDS
from gateway.cli.tables import table, titled

_OFFERS = ("Adapter", "System", "Kind", "Offers")
_LACKS = ("Adapter", "Lacks", "Because")
_EVERYTHING = (*(port.name for port in BACKEND_PORTS), CHANGES, WEBHOOK)

Row = tuple[str, ...]


class Described(Protocol):
    """What an adapter says of its system; the composition root brings it in."""

    @property
    def adapter(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def capabilities(self) -> Collection[str]: ...

    @property
    def references(self) -> Collection[str]: ...

    @property
    def lacks(self) -> Mapping[str, str]: ...


def show(console: Console, adapters: Iterable[Described]) -> None:
    """Show both tables to a person."""
    told = list(adapters)
    for title, columns, rows in (("Offered", _OFFERS, offers(told)), ("Lacking", _LACKS, lacks(told))):
        shown = table(*columns)
        for row in rows:
            shown.add_row(*map(escape, row))
        console.print(titled(title, shown))


def markdown(adapters: Iterable[Described]) -> str:
    """Both tables as `docs/adapters.md` has them."""
    told = list(adapters)
    return f"{_written(_OFFERS, offers(told))}\n{_written(_LACKS, lacks(told))}"


def offers(adapters: Iterable[Described]) -> list[Row]:
    """A row an adapter."""
    return [(each.adapter, each.title, each.kind, _offered(each)) for each in adapters]


def lacks(adapters: Iterable[Described]) -> list[Row]:
    """A row for each reason; what is lacking for one reason stands together."""
    rows: list[Row] = []
    for each in adapters:
        for reason in dict.fromkeys(each.lacks.values()):
            same = [name for name, told in each.lacks.items() if told == reason]
            rows.append((each.adapter, _names(same), reason))
    return rows


def _offered(adapter: Described) -> str:
    """What it offers, and by which kinds of names it finds orders."""
    offered = _names(adapter.capabilities)
    kinds = ", ".join(kind for kind in REFERENCE_KINDS if kind in adapter.references)
    return offered.replace(ORDERS_BY_REFERENCE.name, f"{ORDERS_BY_REFERENCE.name} ({kinds})")


def _names(capabilities: Collection[str]) -> str:
    return ", ".join(name for name in _EVERYTHING if name in capabilities)


def _written(columns: Row, rows: Iterable[Row]) -> str:
    code = ((f"`{first}`", *rest) for first, *rest in rows)
    return "".join(map(_line, (columns, ("---",) * len(columns), *code)))


def _line(cells: Row) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"
