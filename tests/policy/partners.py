"""Partners as there are, with the grants that they would have."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.partners import Grant, Principal, RowScope, Scope
from domain.shapes.words import Band, Capped, PersonalShape, Shapes, TimeShape, YesNo

EVERYTHING = frozenset(Scope)
_GOODS = (Scope.CATALOG_READ, Scope.AVAILABILITY_READ)
_SALES = (Scope.ORDERS_READ, Scope.SHIPMENTS_READ, Scope.RETURNS_READ)
_READ = frozenset(scope for scope in Scope if scope.value.split(":")[1] == "read")


def partner(name: str, scopes: Iterable[Scope], rows: RowScope, shapes: Shapes) -> Principal:
    """Who asks under such a grant."""
    grant = Grant(scopes=frozenset(scopes), rows=rows, shapes=shapes)
    return Principal(partner=name, person="somebody", grant=grant)


def _only(**rows: str) -> RowScope:
    return RowScope(**{kind: frozenset(names.split()) for kind, names in rows.items()})


_EVERY, _PLAIN = RowScope(), Shapes()
_BY_DAY = Shapes(time=TimeShape.DATE, personal=PersonalShape.ABSENT, quantity=YesNo())

PARTNERS: Mapping[str, Principal] = {
    one.partner: one
    for one in (
        partner("operations", EVERYTHING, _EVERY, _PLAIN),
        partner("service desk", _READ - {Scope.ORDERS_PRICING, Scope.PURCHASING_READ}, _EVERY, _PLAIN),
        partner(
            "storefront",
            (*_GOODS, Scope.ORDERS_READ, Scope.ORDERS_PII, Scope.SHIPMENTS_READ),
            _only(channels="WEB"),
            Shapes(quantity=Band(Decimal(50)), personal=PersonalShape.MASKED),
        ),
        partner(
            "retailer",
            (*_GOODS, *_SALES, Scope.ORDERS_PRICING),
            _only(customers="C-1"),
            Shapes(quantity=Capped(Decimal(50)), personal=PersonalShape.MASKED, time=TimeShape.DATE),
        ),
        partner("carrier", (Scope.SHIPMENTS_READ,), _only(carriers="PONE"), _BY_DAY),
        partner(
            "supplier",
            (*_GOODS, Scope.PURCHASING_READ, Scope.STOCK_EXACT),
            _only(suppliers="V-1"),
            Shapes(time=TimeShape.DATE),
        ),
        partner(
            "warehouse",
            (*_SALES, Scope.STOCK_EXACT, Scope.OPS_READ, Scope.EXCEPTIONS_WRITE, Scope.PURCHASING_READ),
            _only(locations="EAST"),
            Shapes(personal=PersonalShape.ABSENT),
        ),
        partner("anonymous", _GOODS, _EVERY, _BY_DAY),
        partner("nobody", (), _EVERY, _PLAIN),
    )
}

HIDDEN: Mapping[str, tuple[str, ...]] = {
    "storefront": ("SO-4", "SHW-4", "PU-1", "PU-2", "nobody"),
    "retailer": ("SO-2", "SO-4", "SHW-4", "PU-1", "PU-2", "nobody"),
    "carrier": ("SO-4", "SHW-4", "PU-1", "PU-2", "nobody"),
    "supplier": ("SO-1", "SO-2", "SO-4", "SHE-1", "SHW-4", "PU-2", "nobody"),
    "warehouse": ("SO-4", "SHW-4", "PU-2", "place WEST", "stock WEST", "nobody"),
}
"""Of whom is held to some rows: the records of the marked world that are none of them."""


NAMES: Mapping[str, tuple[str, ...]] = {
    "SO-1": ("SO-1", "RMA-1"),
    "SO-2": ("SO-2", "RMA-2"),
    "SO-4": ("SO-4", "RMA-4"),
    "SHE-1": ("SHE-1", "1Z-SHE-1", "PRO-SHE-1"),
    "SHW-4": ("SHW-4", "1Z-SHW-4", "PRO-SHW-4"),
    "PU-1": ("PU-1",),
    "PU-2": ("PU-2",),
}
"""The keys by which systems are asked for a record, or for what belongs to it."""


def unshaped(principal: Principal) -> Principal:
    """The twin, who sees every field of the same rows as it is."""
    return Principal(
        partner="twin", person="somebody", grant=Grant(scopes=EVERYTHING, rows=principal.grant.rows)
    )
