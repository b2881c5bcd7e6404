"""Names that an order has elsewhere: who finds orders by them is asked, once, and who is away is told."""

import asyncio

import pytest

from domain.errors import BackendTimeout, BackendUnavailable
from domain.identifiers import IdentifierKind as Kind
from domain.ports.backends import ORDERS_BY_REFERENCE
from domain.references import Reference, ReferredOrders
from domain.search.terms import Term, TermKind, term
from tests.gateway.sync.small_sync import SmallSync

BY_REFERENCE = ORDERS_BY_REFERENCE.name
WHO_FINDS = {
    TermKind.CHANNEL_ORDER: {"erp"},
    TermKind.CUSTOMER_PO: {"erp"},
    TermKind.INVOICE: {"erp"},
    TermKind.WAREHOUSE_ORDER: {"wms_east", "wms_west"},
    TermKind.LOAD: {"tms"},
    TermKind.TRACKING: {"tms"},
}


def texts(*named: tuple[TermKind, str]) -> dict[Term, str]:
    return {term(kind, text): text for kind, text in named}


def asked(small: SmallSync) -> dict[str, list[tuple[Reference, ...]]]:
    """By what each system was asked for orders, a call after the other."""
    reads = {name: read for (name, port), read in small.world.reads.items() if port == BY_REFERENCE}
    return {name: read.calls for name, read in reads.items() if read.calls}


@pytest.mark.parametrize(
    ("kind", "text", "numbers"),
    [
        (TermKind.CHANNEL_ORDER, "#1042", {"SO-1"}),
        (TermKind.CHANNEL_ORDER, "1042", {"SO-1"}),
        (TermKind.CUSTOMER_PO, "po 4500017", {"SO-1", "SO-2"}),
        (TermKind.CUSTOMER_PO, "4500017", {"SO-1", "SO-2"}),
        (TermKind.INVOICE, " inv-7 ", {"SO-1"}),
        (TermKind.WAREHOUSE_ORDER, "WO7", {"SO-2"}),
        (TermKind.WAREHOUSE_ORDER, "w2-88812", {"SO-1"}),
        (TermKind.LOAD, "ld-1", {"SO-1", "SO-2"}),
        (TermKind.TRACKING, "44-7", {"SO-2"}),
    ],
)
async def test_each_name_is_asked_of_those_who_find_orders_by_it(
    kind: TermKind, text: str, numbers: set[str]
) -> None:
    small = SmallSync()
    assert await small.sync.learner.learn(texts((kind, text)), small.clock.within()) == []
    assert set(small.rows()) == numbers
    told = asked(small)
    assert set(told) == WHO_FINDS[kind]
    assert {name: len(calls) for name, calls in told.items()} == dict.fromkeys(WHO_FINDS[kind], 1)
    assert {each.kind for calls in told.values() for call in calls for each in call} == {Kind(kind)}


async def test_all_meanings_of_a_text_are_one_batch_a_system() -> None:
    small = SmallSync()
    learn = small.sync.learner.learn
    said = texts(
        *((kind, "X-1") for kind in (*WHO_FINDS, TermKind.ORDER, TermKind.SHIPMENT, TermKind.RETURN))
    )
    await asyncio.gather(*(learn(said, small.clock.within()) for _ in range(5)))
    assert await learn(said, small.clock.within()) == []
    assert {
        name: len(read.calls) for (name, _), read in small.world.reads.items() if len(read.calls) > 1
    } == {}
    assert set(asked(small)) == {"erp", "wms_east", "wms_west", "tms"}


@pytest.mark.parametrize("kind", WHO_FINDS)
async def test_a_name_that_nobody_has_is_not_asked_for_again(kind: TermKind) -> None:
    small = SmallSync()
    for _ in range(3):
        assert await small.sync.learner.learn(texts((kind, "X-404")), small.clock.within()) == []
    assert {name: len(calls) for name, calls in asked(small).items()} == dict.fromkeys(WHO_FINDS[kind], 1)
    assert small.rows() == {}


@pytest.mark.parametrize(
    ("kind", "away"),
    [
        (TermKind.ORDER, {"erp": ("orders",)}),
        (TermKind.RETURN, {"erp": ("returns",)}),
        (TermKind.SHIPMENT, {"wms_west": ("shipments",), "tms": ("shipments",)}),
        (TermKind.TRACKING, {"carrier": ("tracking",), "tms": (BY_REFERENCE,)}),
        (TermKind.CHANNEL_ORDER, {"erp": (BY_REFERENCE,)}),
        (TermKind.WAREHOUSE_ORDER, {"wms_east": (BY_REFERENCE,), "wms_west": (BY_REFERENCE,)}),
    ],
)
async def test_who_could_have_known_and_is_away_is_told_and_asked_again(
    kind: TermKind, away: dict[str, tuple[str, ...]]
) -> None:
    small = SmallSync()
    for name, ports in away.items():
        for port in ports:
            small.world.reads[name, port].error = BackendUnavailable("is down", backend=name)
    told = [await small.sync.learner.learn(texts((kind, "X-404")), small.clock.within()) for _ in range(2)]
    assert [{error.backend for error in errors} for errors in told] == [set(away), set(away)]
    for name, ports in away.items():
        assert [len(small.world.reads[name, port].calls) for port in ports] == [2] * len(ports)


async def test_who_waits_for_another_is_told_the_same() -> None:
    small = SmallSync()
    small.world.reads["erp", BY_REFERENCE].error = BackendUnavailable("is down", backend="erp")
    learn, said = small.sync.learner.learn, texts((TermKind.INVOICE, "INV-7"))
    told = await asyncio.gather(*(learn(said, small.clock.within()) for _ in range(3)))
    assert [[error.backend for error in errors] for errors in told] == [["erp"]] * 3
    assert len(small.world.reads["erp", BY_REFERENCE].calls) == 1


async def test_who_gives_up_leaves_the_others_to_ask_for_themselves() -> None:
    small = SmallSync()
    read = small.world.reads["erp", BY_REFERENCE]
    read.silent = True
    learn, said = small.sync.learner.learn, texts((TermKind.INVOICE, "INV-7"))
    impatient = asyncio.create_task(learn(said, small.clock.within(60)))
    for _ in range(20):
        await asyncio.sleep(0)
    patient = asyncio.create_task(learn(said, small.clock.within(60)))
    await asyncio.sleep(0)
    assert len(read.calls) == 1
    read.silent = False
    impatient.cancel()
    assert await patient == []
    assert set(small.rows()) == {"SO-1"}


async def test_one_system_away_costs_nothing_that_another_knows() -> None:
    small = SmallSync()
    for name in ("wms_east", "carrier"):
        for port in (BY_REFERENCE, "fulfilments", "tracking"):
            if (name, port) in small.world.reads:
                small.world.reads[name, port].error = BackendTimeout("is late", backend=name)
    errors = await small.sync.learner.learn(
        texts((TermKind.WAREHOUSE_ORDER, "W2-88812")), small.clock.within()
    )
    assert set(small.rows()) == {"SO-1"}
    assert "wms_east" in {error.backend for error in errors}


async def test_an_order_that_no_link_ties_to_ours_is_a_finding() -> None:
    small = SmallSync()
    reference = Reference(Kind.LOAD, "LD-9")
    read = small.world.reads["tms", BY_REFERENCE]
    read.records[reference] = ReferredOrders(reference=reference, orders=("4711",))
    assert await small.sync.learner.learn(texts((TermKind.LOAD, "LD-9")), small.clock.within()) == []
    assert small.rows() == {}
    assert small.codes() == ["UNLINKED_IDENTIFIER"]
