"""What is kept as bytes is read back as it was, and never as something else."""

import msgspec
import pytest

from domain.errors import BackendUnavailable
from domain.freshness import Stamp
from domain.identifiers import IdentifierKind
from domain.orders import Order
from domain.ports.backends import BACKEND_PORTS, ORDERS, ORDERS_BY_REFERENCE, STOCK
from domain.ports.reading import Found, Missing, Outcome, Port
from domain.references import Reference
from domain.stock import StockKey
from gateway.settings.freshness import DEFAULTS
from gateway.shield.freshness.encoding import Codec, form_of
from gateway.shield.freshness.records import records_of
from tests.doubles.clock import START

STAMPS = (Stamp(source="erp", as_of=START, fetched_at=START),)


class Before(msgspec.Struct):
    number: str
    amount: int = 0


class After(msgspec.Struct):
    number: str
    amount: float = 0


def test_every_port_can_be_kept_on_terms_of_its_own() -> None:
    for port in BACKEND_PORTS:
        records = records_of(port.name)
        assert records.port == port
        Codec(records.record)
        assert port.name in DEFAULTS


@pytest.mark.parametrize("size", [1, 500])
def test_an_outcome_comes_back_as_it_was(size: int) -> None:
    codec = Codec(Order)
    outcomes: list[Outcome[Order]] = [
        Found(Order(number="SO-1 \N{SNOWMAN}" * size, source="erp", placed_at=START), STAMPS),
        Missing(STAMPS),
    ]
    for outcome in outcomes:
        assert isinstance(outcome, Found | Missing)
        encoded = codec.encoded(outcome, START)
        assert encoded is not None
        assert codec.decoded(encoded.body) == (outcome, START)


@pytest.mark.parametrize(
    ("port", "key"),
    [
        (ORDERS, "SO-1 \N{SNOWMAN}"),
        (STOCK, StockKey("A@B", "WH1")),
        (ORDERS_BY_REFERENCE, Reference(IdentifierKind.ORDER, "4711")),
    ],
)
def test_a_key_comes_back_as_it_was(port: Port[object, object], key: object) -> None:
    records = records_of(port.name)
    assert records.key_of(records.text(key)) == key


def test_a_changed_record_has_another_form() -> None:
    assert form_of(Before) == form_of(Before)
    assert form_of(Before) != form_of(After)


@pytest.mark.parametrize("body", [b"", b"\0", b"\1", b"\1nonsense", b"\0\x93\xc0\x90\xc0", b"\0" + bytes(40)])
def test_what_cannot_be_read_is_not_there(body: bytes) -> None:
    assert Codec(Order).decoded(body) is None


def test_a_record_of_another_model_is_not_there() -> None:
    encoded = Codec(Before).encoded(Found(Before("1")), START)
    assert encoded is not None
    assert Codec(Order).decoded(encoded.body) is None


def test_what_is_not_whole_is_not_kept() -> None:
    gap = BackendUnavailable("away", backend="wms")
    assert Codec(Order).encoded(Found(Order(number="1", source="erp"), gaps=(gap,)), START) is None


def test_the_digest_is_of_the_record_alone() -> None:
    codec = Codec(str)
    same = [codec.encoded(Found("box", stamps), START) for stamps in ((), STAMPS)]
    assert len({each.digest for each in same if each is not None}) == 1
