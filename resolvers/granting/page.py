"""The tables of docs/policy.md, made of what is declared: `python -m resolvers.granting.page` prints them."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from domain.identifiers import Identifier, IdentifierKind
from domain.quantities import Quantity
from domain.shapes.applying import LEFT_BY_MASKS, shaping
from domain.shapes.stock_amounts import telling
from domain.shapes.words import (
    PERSONAL,
    TIMES,
    Band,
    Capped,
    Exact,
    PersonalShape,
    QuantityShape,
    ValueKind,
    YesNo,
)
from resolvers.granting.field_kinds import FIELD_KINDS
from resolvers.granting.input_fields import COMPARED
from resolvers.scopes.field_scopes import FIELD_SCOPES

_SAMPLES: Mapping[ValueKind, object] = {
    ValueKind.NAME: "Ann Smith",
    ValueKind.EMAIL: "ann@example.com",
    ValueKind.STREET: ("1 Main St", "Apt 4"),
    ValueKind.POSTAL_CODE: "89501",
    ValueKind.PLACE: "Reno",
    ValueKind.TEXT: "Signed by A. Smith",
    ValueKind.CODES: (Identifier(IdentifierKind.CUSTOMER, "shop", "A-0042"),),
}
_WHOLE = "its parts, each by itself"
_QUANTITY_SHAPES: Mapping[str, QuantityShape] = {
    "exact": Exact(),
    "{capped: 20}": Capped(Decimal(20)),
    "band": Band(),
    "yes_no": YesNo(),
}
_AMOUNTS = (0, 4, 70)


def scopes() -> str:
    """What each scope opens."""
    opened: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for type_name, fields in FIELD_SCOPES.items():
        for field, scope in fields.items():
            opened[scope or ""][type_name].append(field)
    del opened[""]
    rows = (
        (f"`{scope}`", f"`{type_name}`", _code(fields))
        for scope, types in sorted(opened.items())
        for type_name, fields in types.items()
    )
    return _table(("scope", "type", "fields"), rows)


def personal() -> str:
    """Fields that show something of a person, and what becomes of it when it is masked."""
    rows = (
        (_fields(kind), _sample(kind), _masked(kind))
        for kind in ValueKind
        if kind in PERSONAL and kind is not ValueKind.ADDRESS
    )
    address = (_fields(ValueKind.ADDRESS), "the address", _WHOLE)
    return _table(("fields", "for example", "masked"), [address, *rows])


def times() -> str:
    """Fields that are told to the day."""
    return _table(("fields", "kind"), ((_fields(kind), kind.value) for kind in ValueKind if kind in TIMES))


def quantities() -> str:
    """What of an amount is told, by shape, and the figures that are told exactly or not at all."""
    heads = ("shape", *(f"{amount} pieces" for amount in _AMOUNTS))
    rows = ((f"`{name}`", *_told(shape)) for name, shape in _QUANTITY_SHAPES.items())
    return f"{_table(heads, rows)}\n\n{_table(('told so', 'told exactly or not at all'), [_by_kind()])}"


def inputs() -> str:
    """What the conditions of filters compare with."""
    rows = (
        (f"`{kind}.{name}`", f"`{field}`", f"`{scope}`" if scope else "")
        for kind, fields in COMPARED.items()
        for name, field in fields.items()
        for scope in [_scope(field)]
    )
    return _table(("input", "compares with", "which needs the scope"), rows)


TABLES = (scopes, quantities, personal, times, inputs)


def _by_kind() -> tuple[str, str]:
    return _fields(ValueKind.STOCK), _fields(ValueKind.FIGURE)


def _fields(kind: ValueKind) -> str:
    by_type = (
        (name, [field for field, one in of.items() if one is kind]) for name, of in FIELD_KINDS.items()
    )
    return " ".join(f"`{name}.{field}`" for name, fields in by_type for field in fields)


def _scope(field: str) -> str:
    type_name, _, name = field.partition(".")
    return FIELD_SCOPES[type_name][name] or ""


def _sample(kind: ValueKind) -> str:
    return _written(_SAMPLES[kind])


def _masked(kind: ValueKind) -> str:
    mask = None if kind in LEFT_BY_MASKS else shaping(kind, PersonalShape.MASKED)
    return _written(_SAMPLES[kind] if mask is None else mask(_SAMPLES[kind]))


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_written(each.value if isinstance(each, Identifier) else each) for each in value)
    return f"`{value}`"


def _told(shape: QuantityShape) -> Iterator[str]:
    for amount in _AMOUNTS:
        shown = telling(shape)(Quantity(Decimal(amount)))
        more = "at least " if shown.at_least else ""
        number = "" if shown.amount is None else f"{more}{shown.amount}, "
        band = "" if shown.band is None else f"`{shown.band}`, "
        yield f"{number}{band}{'in stock' if shown.in_stock else 'not in stock'}"


def _code(names: Sequence[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write("\n\n".join(table() for table in TABLES) + "\n")
