"""What adapters find is raised in our names, with the trace of the request that met it."""

from collections.abc import Sequence

from domain.exceptions import Finding, unmapped
from domain.identifiers import IdentifierKind
from domain.orders import Order
from domain.ports.demand import Demand
from domain.ports.reading import Found, Outcomes
from domain.stock import StockKey
from gateway.assembly.naming.keys import NumberKeys, StockKeys
from gateway.assembly.naming.renamed import Renamed
from gateway.assembly.naming.renaming import order
from gateway.assembly.raising import Raising
from gateway.settings.naming.names import NameRule
from gateway.settings.naming.spelling import Spelling
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from tests.doubles.clock import SettableClock
from tests.doubles.direct import Direct

RULES = {IdentifierKind.ORDER: NameRule(owner="erp", written_by={"west": Spelling(strip_prefix="SO-")})}
NUMBERS = NumberKeys(IdentifierKind.ORDER, "number")


async def puzzled(keys: Sequence[str], _demand: Demand) -> Outcomes[str, Order]:
    """A system that writes orders without their prefix, and a code that no mapping knows."""
    return {
        key: Found(Order(number=key, source="west"), (), (unmapped("west", "state", "ZZ", f"order:{key}"),))
        for key in keys
    }


async def raised(correlation_id: str = "") -> Finding:
    found: list[Finding] = []
    renamed = Renamed("west", Direct(puzzled), DeclaredCrosswalk((), RULES, ["erp", "west"]), NUMBERS, order)
    demand = SettableClock().within(correlation_id=correlation_id)
    await Raising(renamed, found.extend).read(["SO-7"], demand)
    (finding,) = found
    return finding


async def test_the_subject_is_told_in_our_name() -> None:
    finding = await raised()
    assert finding.subjects == ("order:SO-7",)
    assert finding.group == "west/state/ZZ"


async def test_the_request_that_met_it_is_evidence() -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    assert (await raised(trace)).evidence == (f"trace:{trace}",)
    assert (await raised()).evidence == ()


def test_a_key_and_its_record_have_one_subject() -> None:
    assert NUMBERS.subject_of("SO-7") == NUMBERS.subject(Order(number="SO-7", source="erp")) == "order:SO-7"
    assert StockKeys().subject_of(StockKey("AX-1", "EAST")) == "sku:AX-1@EAST"
