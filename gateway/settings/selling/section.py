"""Reading the section `selling`: from its words to the rules of the domain."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

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
from gateway.settings.reading.checking import checked
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.selling.daily import read_daily
from gateway.settings.selling.naming import check_names
from gateway.settings.selling.words import SellingSection, StaleSection


def read_selling(
    section: object, folder: Path, locations: Collection[str], path: Where, problems: Problems
) -> SellingRules:
    """Check the section; what is wrong goes to `problems`. folder: where its table of daily sales lies."""
    raw = checked(SellingSection, section, path, problems)
    if raw is None:
        return PLAIN
    check_names(raw, locations, path, problems)
    daily: Mapping[tuple[str, str], Decimal] = {}
    if raw.daily:
        daily, wrong = read_daily(folder / raw.daily, locations)
        problems.add_foreign((*path, "daily"), wrong)
    elif any(rule.days for rule in raw.safety):
        problems.add((*path, "safety"), "days of cover need the table `daily`")
    for index, stale in enumerate(raw.stale):
        _check_stale(stale, (*path, "stale", index), problems)
    return _rules(raw, daily)


def _check_stale(rule: StaleSection, path: Where, problems: Problems) -> None:
    if not rule.units and not rule.percent and rule.nothing_after is None:
        problems.add(path, "takes nothing off: give it units, percent or nothing_after")
    if rule.nothing_after is not None and rule.nothing_after < rule.after:
        problems.add((*path, "nothing_after"), "should not be shorter than after")


def _rules(raw: SellingSection, daily: Mapping[tuple[str, str], Decimal]) -> SellingRules:
    return SellingRules(
        pools=tuple(Pool(name=name, locations=places) for name, places in raw.pools.items()),
        channels=tuple(
            ChannelRule(
                name=name,
                pools=tuple(PoolUse(pool=use.pool, destinations=use.destinations) for use in rule.pools),
            )
            for name, rule in raw.channels.items()
        ),
        safety=tuple(
            Safety(
                channels=rule.channels,
                locations=rule.at,
                skus=rule.skus,
                units=rule.units,
                percent=rule.percent,
                days=rule.days,
            )
            for rule in raw.safety
        ),
        reserves=tuple(Reserve(name=name, **dict(rule)) for name, rule in raw.reserves.items()),
        shares=tuple(Share(**dict(rule)) for rule in raw.shares),
        stale=tuple(
            StaleBuffer(
                after=rule.after,
                locations=rule.at,
                units=rule.units,
                percent=rule.percent,
                nothing_after=rule.nothing_after,
            )
            for rule in raw.stale
        ),
        supply=tuple(SupplyRule(**dict(rule)) for rule in raw.supply),
        lanes=tuple(Lane(takes=rule.takes, origins=rule.origins, locations=rule.at) for rule in raw.lanes),
        backorders=tuple(Backorder(**dict(rule)) for rule in raw.backorders),
        preorders=tuple(Preorder(**dict(rule)) for rule in raw.preorders),
        exclusions=tuple(Exclusion(**dict(rule)) for rule in raw.exclude),
        daily=daily,
        kits_from_many=raw.kits.from_many_locations,
    )
