"""From the declared rules to the terms of one question: once for each kind of question, then remembered.

What is remembered is bounded by what the rules name: every other SKU, channel, customer and destination has
the terms of those that are not named.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from domain.availability.grains import grains_in, hundredths, up
from domain.availability.named import Named, fits, owned, reaches, reserves_of
from domain.availability.plans import (
    REST,
    Ask,
    Discount,
    Place,
    PoolTerms,
    ReserveTerms,
    Terms,
    at_bucket,
    seller_bucket,
)
from domain.availability.rules import PLAIN, Names, Pool, Safety, SellingRules, StaleBuffer
from domain.errors import ImpossibleValue

R = TypeVar("R")
_NO_SAFETY = Safety()


class Selling:
    """The rules over the locations that there are. Raises ImpossibleValue for one that is in two pools."""

    def __init__(self, rules: SellingRules = PLAIN, places: Sequence[str] = ()) -> None:
        self.rules = rules
        self.pools = _all_pools(rules, places)
        self.pool_of: Mapping[str, str] = {place: p.name for p in self.pools for place in p.locations}
        self._named = Named(rules)
        self._routes: dict[tuple[str, str, tuple[str, ...] | None], Route] = {}

    @property
    def channels(self) -> Names:
        """The declared channels."""
        return frozenset(channel.name for channel in self.rules.channels)

    @property
    def is_pooled(self) -> bool:
        """Whether what one may promise of a location depends on what lies at others."""
        return bool(self.rules.reserves or self.rules.shares)

    @property
    def tells_channels_apart(self) -> bool:
        """Whether any rule speaks of a channel."""
        return bool(self._named.channels)

    def route(self, ask: Ask) -> "Route":
        """The terms of this kind of question."""
        named = self._named
        channel = ask.channel if ask.channel in named.channels else ""
        customer = ask.customer if ask.customer in named.customers else ""
        there = tuple(place for place in named.destinations if reaches(place, ask.destination))
        key = (channel, customer, there if ask.destination else None)
        known = self._routes.get(key)
        if known is None:
            known = self._routes[key] = Route(self, Ask(channel, customer, ask.destination), named.skus)
        return known


class Route:
    """The terms of one kind of question, by SKU. Made by `Selling.route`.

    seller: under which holds that were asked for so are summed.
    """

    def __init__(self, selling: Selling, ask: Ask, named: Names) -> None:
        self.ask = ask
        self.seller = f"{ask.channel}/{ask.customer}" if ask.customer else ask.channel
        self.daily = selling.rules.daily
        self._rules = selling.rules
        self._pools = _pools_for(selling, ask)
        self._named = named
        self._terms: dict[tuple[str, int], Terms] = {}

    def terms(self, sku: str, unit: str) -> Terms:
        """What counts for a SKU that is counted in the unit."""
        key = (sku if sku in self._named else "", grains_in(unit))
        known = self._terms.get(key)
        if known is None:
            known = self._terms[key] = self._made(sku, key[1])
        return known

    def _made(self, sku: str, scale: int) -> Terms:
        rules, channel, customer = self._rules, self.ask.channel, self.ask.customer
        supply = tuple(r for r in rules.supply if fits(r.channels, channel) and fits(r.skus, sku))
        backorder = _first(rules.backorders, lambda r: fits(r.channels, channel) and fits(r.skus, sku))
        preorder = _first(rules.preorders, lambda r: fits(r.channels, channel) and sku in r.skus)
        pools = tuple(self._pool(pool, sku, scale) for pool in self._pools)
        is_excluded = any(
            sku in rule.skus and fits(rule.channels, channel) and fits(rule.customers, customer)
            for rule in rules.exclusions
        )
        is_now_only = not supply and backorder is None and preorder is None
        is_bare = all(pool.is_open and all(place.is_bare for place in pool.places) for pool in pools)
        return Terms(
            pools=pools,
            is_excluded=is_excluded,
            is_now_only=is_now_only,
            is_plain=is_bare and is_now_only and not is_excluded,
            supply=supply,
            backorder=backorder,
            preorder=preorder,
        )

    def _pool(self, pool: Pool, sku: str, scale: int) -> PoolTerms:
        channel = self.ask.channel
        reserves = reserves_of(self._rules, pool.name, sku)
        share = _first(
            self._rules.shares,
            lambda rule: rule.channel == channel and rule.pool == pool.name and fits(rule.skus, sku),
        )
        return PoolTerms(
            name=pool.name,
            places=tuple(self._place(code, sku, scale) for code in pool.locations),
            seller_bucket=seller_bucket(self.seller, pool.name),
            reserves=tuple(ReserveTerms(rule.name, up(rule.units, scale)) for rule in reserves),
            owned=owned(reserves, channel, self.ask.customer),
            share=None if share is None else hundredths(share.percent),
        )

    def _place(self, code: str, sku: str, scale: int) -> Place:
        safety = _first(self._rules.safety, lambda rule: _is_about(rule, self.ask.channel, code, sku))
        stale = _first(self._rules.stale, lambda rule: fits(rule.locations, code))
        bucket = at_bucket(code)
        if safety is None and stale is None:
            return Place(code, bucket)
        safety = safety or _NO_SAFETY
        return Place(
            code=code,
            bucket=bucket,
            units=up(safety.units, scale),
            share=hundredths(safety.percent),
            days=safety.days or None,
            stale=_discount(stale, scale),
            is_bare=False,
        )


def asker(seller: str) -> Ask:
    """Who is meant by a seller: a channel, or `channel/customer`."""
    channel, _, customer = seller.partition("/")
    return Ask(channel, customer)


def _all_pools(rules: SellingRules, places: Sequence[str]) -> tuple[Pool, ...]:
    taken: set[str] = set()
    for pool in rules.pools:
        for place in pool.locations:
            if place in taken:
                raise ImpossibleValue(f"{place} is in two pools", field=pool.name)
            taken.add(place)
    rest = tuple(place for place in dict.fromkeys(places) if place not in taken)
    return (*rules.pools, Pool(name=REST, locations=rest)) if rest else rules.pools


def _pools_for(selling: Selling, ask: Ask) -> tuple[Pool, ...]:
    """The pools that are sold from. Where nobody says where it goes, it may go anywhere."""
    channel = _first(selling.rules.channels, lambda rule: rule.name == ask.channel)
    if channel is None or not channel.pools:
        return selling.pools
    by_name = {pool.name: pool for pool in selling.pools}
    there = ask.destination
    used = (
        use.pool
        for use in channel.pools
        if not use.destinations or not there or any(reaches(place, there) for place in use.destinations)
    )
    return tuple(by_name[name] for name in dict.fromkeys(used) if name in by_name)


def _is_about(rule: Safety, channel: str, location: str, sku: str) -> bool:
    return fits(rule.channels, channel) and fits(rule.locations, location) and fits(rule.skus, sku)


def _discount(rule: StaleBuffer | None, scale: int) -> Discount | None:
    if rule is None:
        return None
    return Discount(rule.after, up(rule.units, scale), hundredths(rule.percent), rule.nothing_after)


def _first(rules: Iterable[R], speaks: Callable[[R], bool]) -> R | None:
    return next((rule for rule in rules if speaks(rule)), None)
