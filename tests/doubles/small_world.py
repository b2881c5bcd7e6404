"""A small distributor in memory: one ERP, two warehouses, transport and a carrier, as one graph."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.authority import Authority, AuthorityRule, Fact
from domain.availability.selling import Selling
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind
from domain.ports import backends as ports
from domain.ports.reading import Bound, Offer, Readers
from gateway.assembly.declared import Assembly, InstanceReaders
from gateway.assembly.graph import assembled
from gateway.assembly.selling.bound import with_availability
from gateway.settings.freshness import NO_WORD
from gateway.settings.naming.links import DeclaredLink
from gateway.settings.naming.names import NameRule
from gateway.settings.naming.spelling import Spelling
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from tests.doubles import small_records as records
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import SettableClock
from tests.doubles.direct import Direct
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.searching import Searching

Kind = IdentifierKind

_ROWS = (
    (Kind.LOCATION, "erp", "1000", "EAST"),
    (Kind.LOCATION, "erp", "2000", "WEST"),
    (Kind.LOCATION, "wms_east", "DC01", "EAST"),
    (Kind.LOCATION, "wms_west", "W2", "WEST"),
    (Kind.ITEM, "wms_east", "E-1", "AX-1"),
    (Kind.ITEM, "wms_west", "0002", "AX-2"),
    (Kind.ORDER, "tms", "SO-1", "SO-1"),
    (Kind.ORDER, "tms", "SO-2", "SO-2"),
)
LINKS = tuple(
    DeclaredLink(Identifier(kind, instance, value), ours, f"line {line}")
    for line, (kind, instance, value, ours) in enumerate(_ROWS, start=2)
)
_OWNED = (Kind.ITEM, Kind.CUSTOMER, Kind.SUPPLIER, Kind.RETURN, Kind.PURCHASE_ORDER)
RULES = {
    Kind.ORDER: NameRule(
        owner="erp",
        written_by={"wms_east": Spelling(), "wms_west": Spelling(strip_prefix="SO-")},
    ),
    Kind.SHIPMENT: NameRule(written_by={"wms_east": Spelling(), "wms_west": Spelling(), "tms": Spelling()}),
    **dict.fromkeys(_OWNED, NameRule(owner="erp")),
}
AUTHORITY = Authority(
    (
        *(
            AuthorityRule(fact=fact, instances=(warehouse,), locations=frozenset({place}))
            for fact in (Fact.STOCK_PHYSICAL, Fact.STOCK_CLAIMS)
            for place, warehouse in (("EAST", "wms_east"), ("WEST", "wms_west"))
        ),
        AuthorityRule(fact=Fact.STOCK_SUPPLY, instances=("erp",)),
    )
)
PLACES = ("EAST", "WEST")
WAREHOUSES = {"EAST": "wms_east", "WEST": "wms_west"}
_OFFERS: tuple[tuple[str, str, Mapping[Any, Any]], ...] = (
    ("erp", ports.ORDERS.name, records.ORDERS),
    ("erp", ports.ORDERS_BY_REFERENCE.name, records.ERP_NAMES),
    ("wms_east", ports.ORDERS_BY_REFERENCE.name, records.EAST_NAMES),
    ("wms_west", ports.ORDERS_BY_REFERENCE.name, records.WEST_NAMES),
    ("tms", ports.ORDERS_BY_REFERENCE.name, records.TMS_NAMES),
    ("erp", ports.RETURNS.name, records.RETURNS),
    ("erp", ports.PURCHASE_ORDERS.name, records.PURCHASES),
    ("erp", ports.PRODUCTS.name, records.PRODUCTS),
    ("erp", ports.LOCATIONS.name, records.PLACES),
    ("erp", ports.CUSTOMERS.name, records.CUSTOMERS),
    ("erp", ports.STOCK.name, records.ERP_STOCK),
    ("wms_east", ports.FULFILMENTS.name, records.EAST),
    ("wms_east", ports.SHIPMENTS.name, {"SHE-1": records.BOX}),
    ("wms_east", ports.STOCK.name, records.EAST_STOCK),
    ("wms_west", ports.FULFILMENTS.name, records.WEST),
    ("wms_west", ports.SHIPMENTS.name, {}),
    ("wms_west", ports.STOCK.name, records.WEST_STOCK),
    ("tms", ports.SHIPMENTS.name, records.LOADS),
    ("carrier", ports.TRACKING.name, records.TRACKS),
)
REFERENCES = {
    "erp": frozenset({Kind.CHANNEL_ORDER, Kind.CUSTOMER_PO, Kind.INVOICE}),
    "wms_east": frozenset({Kind.WAREHOUSE_ORDER}),
    "wms_west": frozenset({Kind.WAREHOUSE_ORDER}),
    "tms": frozenset({Kind.LOAD, Kind.TRACKING}),
}


class SmallWorld:
    """The readers of the whole graph over in-memory systems.

    `reads[instance, port]` counts and fails as a test wants; `findings` holds what was raised. `searching`
    is an index that knows nothing yet. remembers: its readers stand behind the shield.
    """

    def __init__(self, *, remembers: bool = False) -> None:
        self.clock = SettableClock()
        self._shield = Shield(NO_WORD, ShieldState(), Timing(self.clock)) if remembers else None
        self.findings: list[Finding] = []
        self.reads = {
            (instance, port): InMemoryRead[Any, Any](instance, known, self.clock)
            for instance, port, known in _OFFERS
        }
        crosswalk = DeclaredCrosswalk(LINKS, RULES, dict.fromkeys(name for name, _ in self.reads))
        self.searching = Searching(crosswalk)
        self.cases = InMemoryExceptionCases(self.searching.index.owners)
        readers = assembled(
            Assembly(
                instances=[self._instance(name) for name in dict.fromkeys(name for name, _ in self.reads)],
                crosswalk=crosswalk,
                authority=AUTHORITY,
                warehouses=WAREHOUSES,
                raise_all=self._raise_all,
            )
        )
        self.readers = with_availability(readers, Selling(places=PLACES), PLACES, self.clock)

    def calls(self) -> dict[str, int]:
        """How many calls each instance had, for those that had any."""
        counted: dict[str, int] = {}
        for (instance, _), read in self.reads.items():
            counted[instance] = counted.get(instance, 0) + len(read.calls)
        return {instance: count for instance, count in counted.items() if count}

    def _instance(self, name: str) -> InstanceReaders:
        own = ((port, read) for (instance, port), read in self.reads.items() if instance == name)
        return InstanceReaders(
            instance=name,
            readers=Readers(self._bound(name, [Offer(port, read) for port, read in own])),
            references=REFERENCES.get(name, frozenset()),
        )

    def _bound(self, name: str, offers: Sequence[Offer]) -> Sequence[Bound]:
        if self._shield is not None:
            return self._shield.bound(offers, Shielded(name, name))
        return [Bound(offer.port, Direct(offer.read)) for offer in offers]

    def _raise_all(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)
