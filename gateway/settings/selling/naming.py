"""Whether the names in the section `selling` are names of something, each complaint at its place."""

from collections.abc import Collection, Iterable

from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.selling.words import SellingSection


def check_names(section: SellingSection, locations: Collection[str], path: Where, problems: Problems) -> None:
    """Locations, pools and channels that a rule names have to be known; no location may be in two pools."""
    names = _Names(section, locations, problems)
    _check_pools(section, names, path)
    for channel, rule in section.channels.items():
        for index, use in enumerate(rule.pools):
            names.pool(use.pool, (*path, "channels", channel, "pools", index, "pool"))
    for index, safety in enumerate(section.safety):
        names.locations(safety.at, (*path, "safety", index, "at"))
        names.channels(safety.channels, (*path, "safety", index, "channels"))
    for name, reserve in section.reserves.items():
        names.pool(reserve.pool, (*path, "reserves", name, "pool"))
        names.channels(reserve.channels, (*path, "reserves", name, "channels"))
    for index, share in enumerate(section.shares):
        names.pool(share.pool, (*path, "shares", index, "pool"))
        names.channels([share.channel], (*path, "shares", index, "channel"))
    for index, stale in enumerate(section.stale):
        names.locations(stale.at, (*path, "stale", index, "at"))
    for index, lane in enumerate(section.lanes):
        names.locations(lane.origins, (*path, "lanes", index, "origins"))
        names.locations(lane.at, (*path, "lanes", index, "at"))
    _check_channels(section, names, path)


def _check_channels(section: SellingSection, names: "_Names", path: Where) -> None:
    told = (
        *(("supply", index, rule.channels) for index, rule in enumerate(section.supply)),
        *(("backorders", index, rule.channels) for index, rule in enumerate(section.backorders)),
        *(("preorders", index, rule.channels) for index, rule in enumerate(section.preorders)),
        *(("exclude", index, rule.channels) for index, rule in enumerate(section.exclude)),
    )
    for group, index, channels in told:
        names.channels(channels, (*path, group, index, "channels"))


def _check_pools(section: SellingSection, names: "_Names", path: Where) -> None:
    pool_of: dict[str, str] = {}
    for pool, places in section.pools.items():
        for index, place in enumerate(places):
            where = (*path, "pools", pool, index)
            names.locations([place], where)
            if place in pool_of:
                names.problems.add(where, f"'{place}' is in the pool '{pool_of[place]}' already")
            pool_of.setdefault(place, pool)


class _Names:
    """What is known under which name, and where complaints go."""

    def __init__(self, section: SellingSection, locations: Collection[str], problems: Problems) -> None:
        self.problems = problems
        self._locations = locations
        self._channels = section.channels.keys()
        self._pools = section.pools.keys()
        pooled = {place for places in section.pools.values() for place in places}
        self._has_rest = bool(set(locations) - pooled)

    def pool(self, name: str, where: Where) -> None:
        if not name and not self._has_rest:
            self.problems.add(where, "is missing: every location is in a pool")
        elif name and name not in self._pools:
            self.problems.add(where, unknown("one of the pools", name, self._pools))

    def locations(self, names: Iterable[str], where: Where) -> None:
        for name in sorted(set(names) - set(self._locations)):
            self.problems.add(where, unknown("one of the locations", name, self._locations))

    def channels(self, names: Iterable[str], where: Where) -> None:
        """Where no channel is declared, any name may be one."""
        if not self._channels:
            return
        for name in sorted(set(names) - self._channels):
            self.problems.add(where, unknown("one of the channels", name, self._channels))
