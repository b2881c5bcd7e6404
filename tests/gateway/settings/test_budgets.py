"""The section `budgets`: what is declared, what holds without a word, and each mistake at its place."""

from datetime import UTC, datetime, time, timedelta

import pytest
from pydantic import HttpUrl

from domain.budgets import DEFAULT_SHARES, HostRules, Maintenance, closed_for
from gateway.settings.budgets import Budgets, HostBudget, host_of, read_budgets
from gateway.settings.reading.problems import Problems
from gateway.settings.systems.instances import Instance
from tests.gateway.settings.samples import WmsSettings


def instance(name: str, url: str) -> Instance:
    settings = WmsSettings(base_url=HttpUrl(url))
    return Instance(name=name, adapter="wms", capabilities=frozenset(), settings=settings)


INSTANCES = {
    "erp": instance("erp", "https://ERP.example/eu"),
    "erp_us": instance("erp_us", "https://erp.example/us"),
    "wms": instance("wms", "http://wms.example:8080"),
    "broken": None,
}


def read(section: object) -> tuple[Budgets, list[str]]:
    problems = Problems({})
    found = read_budgets(section, INSTANCES, ("budgets",), problems)
    return found, [str(problem) for problem in problems.found()]


def rules(**given: object) -> HostRules:
    return HostBudget.model_validate(given).rules(connections=20)


def test_instances_at_one_address_are_one_host() -> None:
    assert [host_of(one) for one in INSTANCES.values() if one] == [
        "erp.example:443",
        "erp.example:443",
        "wms.example:8080",
    ]


def test_a_budget_is_of_an_instance_a_host_or_all_others() -> None:
    found, wrong = read({"erp": {"rate": 5}, "wms.example": {"daily": 9}, "*": {"concurrency": 2}})
    assert wrong == []
    assert set(found) == {"erp.example:443", "wms.example:8080", "*"}


def test_without_a_word_each_process_is_limited_by_its_connections() -> None:
    budget = rules().budget
    assert (budget.rate, budget.daily, budget.concurrency, budget.shared) == (None, None, 20, False)
    assert rules().breaker.failures > 0


@pytest.mark.parametrize("figure", [{"rate": 5}, {"concurrency": 5}, {"daily": 5}], ids=str)
def test_a_figure_is_that_of_all_replicas(figure: dict[str, int]) -> None:
    assert rules(**figure).budget.shared


def test_a_burst_is_that_of_a_second() -> None:
    assert rules(rate=7.4).budget.burst == 7
    assert rules(rate=0.1).budget.burst == 1
    assert rules(rate=7, burst=3).budget.burst == 3


def test_shares_stand_in_the_order_of_urgency() -> None:
    shares = {"BACKGROUND": 0.1, "PARTNER_BULK": 0.2, "STOREFRONT": 0.3, "INTERACTIVE": 0.4}
    assert rules(shares=shares).budget.shares == DEFAULT_SHARES


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        (datetime(2026, 3, 7, 22, 0, tzinfo=UTC), 2.5),  # Saturday, 23:00 in Berlin
        (datetime(2026, 3, 8, 0, 29, tzinfo=UTC), 1 / 60),
        (datetime(2026, 3, 8, 0, 30, tzinfo=UTC), None),
        (datetime(2026, 3, 7, 0, 15, tzinfo=UTC), None),  # the night of Friday
    ],
)
def test_maintenance_over_midnight_belongs_to_the_day_on_which_it_begins(
    moment: datetime, hours: float | None
) -> None:
    given = rules(
        maintenance=[{"days": ["sat"], "start": "23:00", "until": "01:30", "zone": "Europe/Berlin"}]
    )
    assert given.maintenance == (
        Maintenance(days=frozenset({5}), start=time(23), end=time(1, 30), zone="Europe/Berlin"),
    )
    left = closed_for(given.maintenance, moment)
    assert left == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"epr": {}}, "budgets.epr: 'epr' is not an instance, or the host of one; did you mean 'erp'?"),
        ({"erp": {}, "erp_us": {}}, "budgets.erp_us: is the host of 'erp', which has its budget already"),
        ({"erp": {}, "erp.example": {}}, "budgets.erp.example: is the host of 'erp', which has"),
        ({"erp": {"rates": 5}}, "budgets.erp.rates: 'rates' is not a key"),
        ({"erp": {"rate": 0}}, "budgets.erp.rate: should be greater than 0"),
        ({"erp": {"burst": 5}}, "budgets.erp: burst needs a rate"),
        ({"erp": {"shares": {"INTERACTIVE": 1}}}, "budgets.erp: shares should name INTERACTIVE, STOREFRONT"),
        ({"erp": {"breaker": {"ratio": 2}}}, "budgets.erp.breaker.ratio: should be less than or equal to 1"),
        (
            {"erp": {"maintenance": [{"days": ["son"], "start": "1:00", "until": "02:00"}]}},
            "budgets.erp.maintenance[0].days: should be some of mon, tue",
        ),
        (
            {"erp": {"maintenance": [{"start": "01:00", "until": "02:00", "zone": "Berlin"}]}},
            "budgets.erp.maintenance[0].zone: should be a time zone such as Europe/Berlin",
        ),
    ],
)
def test_each_mistake_is_told_at_its_place(section: object, said: str) -> None:
    _, wrong = read(section)
    assert wrong != []
    assert wrong[0].startswith(said)
