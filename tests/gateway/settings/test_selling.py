"""The section `selling`: rules as they are declared, and each mistake at its place."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.availability.rules import (
    PLAIN,
    Backorder,
    ChannelRule,
    Exclusion,
    Lane,
    Pool,
    PoolUse,
    Preorder,
    Reserve,
    Safety,
    SellingRules,
    Share,
    StaleBuffer,
    SupplyRule,
)
from gateway.settings.reading.problems import Problems
from gateway.settings.selling.section import read_selling

GOOD: dict[str, Any] = {
    "pools": {"coasts": ["EAST", "WEST"]},
    "channels": {"web": {"pools": [{"pool": "coasts", "destinations": ["US"]}]}, "shops": {}},
    "safety": [{"channels": ["web"], "at": ["EAST"], "units": 5, "percent": "2.5", "days": 2}],
    "daily": "daily.csv",
    "reserves": {"acme": {"pool": "coasts", "units": 10, "customers": ["C-7"], "priority": 1}},
    "shares": [{"channel": "shops", "pool": "coasts", "percent": 40}],
    "stale": [{"after": "PT5M", "percent": 20, "nothing_after": "PT1H"}],
    "lanes": [{"origins": ["EAST"], "at": ["WEST", "STORE"], "takes": "P2D"}],
    "supply": [{"kinds": ["ASN"], "confidence": 80, "lead": "P1D", "horizon": "P30D", "overdue": "P7D"}],
    "backorders": [{"units": 10, "lead": "P14D"}],
    "preorders": [{"units": 10, "release_at": "2026-12-01T00:00:00Z", "skus": ["AX-1"]}],
    "exclude": [{"skus": ["AX-2"], "customers": ["C-7"]}],
    "kits": {"from_many_locations": True},
}
DAILY = "sku,location,units\nAX-1,EAST,1.5\n"


def read(folder: Path, section: object, daily: str = DAILY) -> tuple[SellingRules, list[str]]:
    (folder / "daily.csv").write_text(daily, encoding="utf-8")
    problems = Problems({})
    found = read_selling(section, folder, ("EAST", "WEST", "STORE"), ("selling",), problems)
    return found, [str(problem) for problem in problems.found()]


def test_the_rules_are_read_whole(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == (
        SellingRules(
            pools=(Pool(name="coasts", locations=("EAST", "WEST")),),
            channels=(
                ChannelRule(name="web", pools=(PoolUse(pool="coasts", destinations=("US",)),)),
                ChannelRule(name="shops"),
            ),
            safety=(
                Safety(
                    channels=frozenset({"web"}),
                    locations=frozenset({"EAST"}),
                    units=Decimal(5),
                    percent=Decimal("2.5"),
                    days=Decimal(2),
                ),
            ),
            reserves=(
                Reserve(
                    name="acme",
                    pool="coasts",
                    units=Decimal(10),
                    customers=frozenset({"C-7"}),
                    priority=1,
                ),
            ),
            shares=(Share(channel="shops", pool="coasts", percent=Decimal(40)),),
            stale=(
                StaleBuffer(
                    after=timedelta(minutes=5), percent=Decimal(20), nothing_after=timedelta(hours=1)
                ),
            ),
            supply=(
                SupplyRule(
                    kinds=frozenset({"ASN"}),
                    confidence=Decimal(80),
                    lead=timedelta(days=1),
                    horizon=timedelta(days=30),
                    overdue=timedelta(days=7),
                ),
            ),
            lanes=(
                Lane(
                    takes=timedelta(days=2),
                    origins=frozenset({"EAST"}),
                    locations=frozenset({"WEST", "STORE"}),
                ),
            ),
            backorders=(Backorder(units=Decimal(10), lead=timedelta(days=14)),),
            preorders=(
                Preorder(
                    units=Decimal(10),
                    release_at=datetime(2026, 12, 1, tzinfo=UTC),
                    skus=frozenset({"AX-1"}),
                ),
            ),
            exclusions=(Exclusion(skus=frozenset({"AX-2"}), customers=frozenset({"C-7"})),),
            daily={("AX-1", "EAST"): Decimal("1.5")},
            kits_from_many=True,
        ),
        [],
    )


def test_without_the_section_there_are_no_rules(tmp_path: Path) -> None:
    assert read(tmp_path, None) == (PLAIN, [])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"pool": {}}, "selling.pool: "),
        ({"pools": {"coasts": ["EAST", "SOUTH"]}}, "selling.pools.coasts[1]: "),
        ({"pools": {"coasts": ["EAST", "WEST"], "b": ["WEST"]}}, "selling.pools.b[0]: "),
        ({"pools": {"a b": ["EAST"], "coasts": ["WEST"]}}, "selling.pools.a b: "),
        ({"channels": {"web": {"pools": [{"pool": "mid"}]}, "shops": {}}}, "selling.channels.web.pools[0]"),
        ({"channels": {"web/x": {}, "web": {}, "shops": {}}}, "selling.channels.web/x: "),
        ({"safety": [{"channels": ["wbe"], "units": 1}]}, "selling.safety[0].channels: "),
        ({"safety": [{"at": ["SOUTH"], "units": 1}]}, "selling.safety[0].at: "),
        ({"safety": [{"percent": 101}]}, "selling.safety[0].percent: "),
        ({"safety": [{"units": -1}]}, "selling.safety[0].units: "),
        ({"daily": ""}, "selling.safety: "),
        ({"daily": "other.csv"}, "other.csv: "),
        ({"reserves": {"acme": {"pool": "mid", "units": 1}}}, "selling.reserves.acme.pool: "),
        ({"reserves": {"acme": {"pool": "coasts"}}}, "selling.reserves.acme.units: "),
        ({"reserves": {"acme": {"units": 1, "channels": ["x"]}}}, "selling.reserves.acme.channels: "),
        ({"shares": [{"channel": "x", "percent": 1}]}, "selling.shares[0].channel: "),
        ({"stale": [{"after": "PT5M"}]}, "selling.stale[0]: "),
        ({"stale": [{"after": "PT5M", "nothing_after": "PT1M"}]}, "selling.stale[0].nothing_after: "),
        ({"stale": [{"after": "PT5M", "units": 1, "at": ["SOUTH"]}]}, "selling.stale[0].at: "),
        ({"supply": [{"kinds": ["SHIP"]}]}, "selling.supply[0].kinds"),
        ({"supply": [{"channels": ["x"]}]}, "selling.supply[0].channels: "),
        ({"lanes": [{"origins": ["SOUTH"], "takes": "P1D"}]}, "selling.lanes[0].origins: "),
        ({"lanes": [{"at": ["SOUTH"], "takes": "P1D"}]}, "selling.lanes[0].at: "),
        ({"lanes": [{"from": ["EAST"], "takes": "P1D"}]}, "selling.lanes[0].from: "),
        ({"lanes": [{"origins": ["EAST"]}]}, "selling.lanes[0].takes: "),
        ({"backorders": [{"units": 1}]}, "selling.backorders[0].lead: "),
        ({"preorders": [{**GOOD["preorders"][0], "skus": []}]}, "selling.preorders[0].skus: "),
        (
            {"preorders": [{**GOOD["preorders"][0], "release_at": "2026-12-01T00:00:00"}]},
            "selling.preorders[0].release_at: ",
        ),
        ({"exclude": [{"skus": ["AX-1"], "channels": ["x"]}]}, "selling.exclude[0].channels: "),
        ({"kits": {"together": True}}, "selling.kits.together: "),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, change: dict[str, Any], place: str) -> None:
    _, wrong = read(tmp_path, {**GOOD, **change})
    assert len(wrong) == 1
    assert wrong[0].startswith(place)


@pytest.mark.parametrize(
    ("daily", "place"),
    [
        ("sku,units\n", "daily.csv line 1: "),
        ("sku,location,units\nAX-1,EAST\n", "daily.csv line 2: "),
        ("sku,location,units\nAX-1,EAST,1\nAX-1,SOUTH,1\n", "daily.csv line 3: "),
        ("sku,location,units\nAX-1,EAST,-1\n", "daily.csv line 2: "),
        ("sku,location,units\nAX-1,EAST,many\n", "daily.csv line 2: "),
        ("sku,location,units\n,EAST,1\n", "daily.csv line 2: "),
        ('sku,location,units\n"AX', "daily.csv line 2: "),
    ],
)
def test_a_wrong_row_of_daily_sales_is_told_with_its_line(tmp_path: Path, daily: str, place: str) -> None:
    _, wrong = read(tmp_path, GOOD, daily)
    assert len(wrong) == 1
    assert wrong[0].startswith(place)


def test_the_rest_of_the_locations_is_no_pool_where_there_is_none(tmp_path: Path) -> None:
    all_pooled = {
        "pools": {"all": ["EAST", "WEST", "STORE"]},
        "reserves": {"acme": {"units": 1}},
    }
    _, wrong = read(tmp_path, all_pooled)
    assert wrong == ["selling.reserves.acme.pool: is missing: every location is in a pool"]
