"""The section `freshness`: what holds for a port, and each mistake at its place."""

from datetime import timedelta

import pytest

from gateway.settings.freshness import DEFAULTS, EVERY, NO_WORD, Freshness, read_freshness
from gateway.settings.reading.problems import Problems
from tests.gateway.settings.test_carriers import INSTANCES

SECOND = timedelta(seconds=1)


def read(section: object) -> tuple[Freshness | None, list[str]]:
    problems = Problems({})
    found = read_freshness(section, INSTANCES, ("freshness",), problems)
    return found, [str(problem) for problem in problems.found()]


def right(section: object) -> Freshness:
    found, wrong = read(section)
    assert found is not None
    assert wrong == []
    return found


def test_nothing_needs_to_be_said() -> None:
    assert right(None) == NO_WORD
    assert {port: NO_WORD.terms("erp", port) for port in DEFAULTS} == dict(DEFAULTS)


def test_what_is_said_closest_counts() -> None:
    said = right(
        {
            "ports": {EVERY: {"wait": 7, "soft": 1}, "stock": {"soft": 2}},
            "instances": {"wms": {EVERY: {"ttl": 90}, "stock": {"soft": 3}}},
        }
    )
    stock = said.terms("wms", "stock")
    assert (stock.soft, stock.ttl, stock.wait) == (3 * SECOND, 90 * SECOND, 7 * SECOND)
    assert said.terms("other", "stock").soft == 2 * SECOND
    assert said.terms("other", "orders").soft == SECOND
    assert said.terms("other", "orders").ttl == DEFAULTS["orders"].ttl


def test_no_time_is_longer_than_the_one_that_holds_it() -> None:
    terms = right({"ports": {"orders": {"ttl": 0, "keep": 0}}}).terms("erp", "orders")
    assert (terms.soft, terms.ttl, terms.keep) == (timedelta(), timedelta(), timedelta())
    assert right({"ports": {"orders": {"ttl": 60, "keep": 5}}}).terms("erp", "orders").keep == 60 * SECOND


def test_a_port_may_remember_nothing() -> None:
    nothing = right({"ports": {EVERY: {"ttl": 0, "keep": 0, "negative": 0}}})
    assert all(nothing.terms("erp", port).keeps_nothing for port in DEFAULTS)
    assert not any(terms.keeps_nothing for terms in DEFAULTS.values())


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"port": {}}, "freshness.port: 'port' is not a key; did you mean 'ports'"),
        ({"ports": {"order": {}}}, "freshness.ports.order: 'order' is not a port; did you mean 'orders'"),
        ({"ports": {"orders": {"tll": 5}}}, "freshness.ports.orders.tll: 'tll' is not a key"),
        ({"ports": {"orders": {"ttl": -1}}}, "freshness.ports.orders.ttl: "),
        ({"ports": {"orders": {"soft": 9, "ttl": 5}}}, "freshness.ports.orders.soft: should not be longer"),
        ({"instances": {"usp": {}}}, "freshness.instances.usp: 'usp' is not a configured instance"),
        ({"instances": {"wms": {"orders": {}}}}, "freshness.instances.wms.orders: 'orders' is not a port"),
        ({"memory": {"entries": 0}}, "freshness.memory.entries: "),
        ({"last_known": {"keep": 0}}, "freshness.last_known.keep: "),
    ],
)
def test_each_mistake_is_told_at_its_place(section: object, said: str) -> None:
    _, wrong = read(section)
    assert len(wrong) == 1
    assert wrong[0].startswith(said)
