from collections.abc import Mapping

from domain.authority import Authority
from domain.errors import BackendUnavailable
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.orders import Fulfilment
from domain.ports import backends as ports
from domain.ports.reading import MISSING, Failed, Found, Outcomes, Readers
from domain.shipments import Leg, Shipment, Track
from gateway.assembly.declared import Assembly, InstanceReaders
from gateway.assembly.graph import assembled
from gateway.settings.carriers import CarrierSettings
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import START, SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.direct import Direct

UPS = "1Z5R89390357567127"
FEDEX = "986578788855"
DECLARED = {
    "ups": CarrierSettings(names=frozenset({"UPS"})),
    "fedex": CarrierSettings(names=frozenset({"FEDEX"})),
    "parcel": CarrierSettings(names=frozenset({"PONE"}), prefixes=("PX",)),
}


class Carriers:
    """Three carriers, and a warehouse that names them."""

    def __init__(self, knows: Mapping[str, tuple[str, ...]], shipment: Shipment | None = None) -> None:
        self.clock = SettableClock()
        self.crosswalk = InMemoryCrosswalk(self.clock)
        self.carriers = {
            name: InMemoryRead(
                name, {n: Track(tracking_number=n, source=name) for n in knows.get(name, ())}, self.clock
            )
            for name in DECLARED
        }
        told = {"SHP-1": shipment} if shipment else {}
        self.warehouse = InMemoryRead("wms", told, self.clock)
        self.findings: list[Finding] = []
        self.readers = self._assembled()

    def _assembled(self) -> Readers:
        tracking = [
            InstanceReaders(instance=name, readers=Readers((ports.TRACKING.bound(Direct(read)),)))
            for name, read in self.carriers.items()
        ]
        fulfilments: InMemoryRead[str, Fulfilment] = InMemoryRead("wms", {}, self.clock)
        of_warehouse = (
            ports.SHIPMENTS.bound(Direct(self.warehouse)),
            ports.FULFILMENTS.bound(Direct(fulfilments)),
        )
        return assembled(
            Assembly(
                instances=[InstanceReaders(instance="wms", readers=Readers(of_warehouse)), *tracking],
                crosswalk=self.crosswalk,
                authority=Authority(),
                warehouses={},
                raise_all=self.findings.extend,
                carriers=DECLARED,
            )
        )

    async def tracked(self, *numbers: str) -> Outcomes[str, Track]:
        return await self.readers.of(ports.TRACKING).read(numbers, self.clock.within())

    async def shipped(self) -> None:
        number = Identifier(IdentifierKind.SHIPMENT, "wms", "SHP-1")
        await self.crosswalk.learn([Link(number, "SHP-1", LinkOrigin.DECLARED)], START)
        outcomes = await self.readers.of(ports.SHIPMENTS).read(["SHP-1"], self.clock.within())
        assert isinstance(outcomes["SHP-1"], Found)

    def calls(self) -> dict[str, list[tuple[str, ...]]]:
        return {name: read.calls for name, read in self.carriers.items() if read.calls}


async def test_each_number_is_asked_of_its_own_carrier_in_one_batch() -> None:
    world = Carriers({"ups": (UPS,), "fedex": (FEDEX,), "parcel": ("PX1", "PX2")})
    told = await world.tracked("PX1", UPS, FEDEX, "PX2")
    sources = {number: outcome.value.source for number, outcome in told.items() if isinstance(outcome, Found)}
    assert sources == {"PX1": "parcel", "PX2": "parcel", UPS: "ups", FEDEX: "fedex"}
    assert world.calls() == {"parcel": [("PX1", "PX2")], "ups": [(UPS,)], "fedex": [(FEDEX,)]}


async def test_an_ambiguous_number_is_asked_of_one_after_the_other_until_one_knows_it() -> None:
    world = Carriers({"parcel": (FEDEX,), "ups": (FEDEX,)})
    told = await world.tracked(FEDEX)
    assert isinstance(told[FEDEX], Found)
    assert world.calls() == {"fedex": [(FEDEX,)], "parcel": [(FEDEX,)]}


async def test_a_number_that_nobody_knows_is_missing_once_all_who_may_know_have_said_so() -> None:
    world = Carriers({})
    assert await world.tracked("whatever") == {"whatever": MISSING}
    assert list(world.calls()) == list(DECLARED)


async def test_where_its_own_carrier_is_away_nobody_says_that_there_is_no_such_number() -> None:
    world = Carriers({})
    world.carriers["fedex"].error = BackendUnavailable("is away", backend="fedex")
    told = (await world.tracked(FEDEX))[FEDEX]
    assert isinstance(told, Failed)
    assert told.error.backend == "fedex"


async def test_the_carrier_that_a_shipment_names_is_asked_alone() -> None:
    world = Carriers(
        {"ups": ("ODD-1",)},
        Shipment(id="SHP-1", sources=("wms",), carrier="UPS", tracking_numbers=("ODD-1",)),
    )
    await world.shipped()
    assert isinstance((await world.tracked("ODD-1"))["ODD-1"], Found)
    assert world.calls() == {"ups": [("ODD-1",)]}


async def test_the_crosswalk_says_which_carrier_a_system_means() -> None:
    code = Identifier(IdentifierKind.CARRIER, "wms", "2")
    legs = (Leg(sequence=2, carrier="2", tracking_number="ODD-2"),)
    world = Carriers({"fedex": ("ODD-2",)}, Shipment(id="SHP-1", sources=("wms",), carrier="UPS", legs=legs))
    await world.crosswalk.learn([Link(code, "FEDEX", LinkOrigin.DECLARED)], START)
    await world.shipped()
    assert isinstance((await world.tracked("ODD-2"))["ODD-2"], Found)
    assert world.calls() == {"fedex": [("ODD-2",)]}
