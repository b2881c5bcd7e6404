"""Names in rules: whether a rule speaks of a case, and all that rules name."""

from collections.abc import Collection, Iterable, Sequence

from domain.availability.rules import Names, Reserve, SellingRules


def fits(names: Names, name: str) -> bool:
    """Whether a rule over these names speaks of the name; one over none speaks of all."""
    return not names or name in names


def reaches(declared: str, destination: str) -> bool:
    """Whether what goes to the destination goes to the declared place: `US` holds `US-CA`."""
    return destination == declared or destination.startswith(f"{declared}-")


def owned(reserves: Sequence[Reserve], channel: str, customer: str) -> int:
    """Those of the reserves that are kept for them, as bits."""
    return sum(
        1 << number
        for number, rule in enumerate(reserves)
        if fits(rule.channels, channel) and fits(rule.customers, customer)
    )


def reserves_of(rules: SellingRules, pool: str, sku: str) -> list[Reserve]:
    """The reserves of a SKU in a pool, in the order in which they are filled."""
    if not rules.reserves:
        return []
    found = (rule for rule in rules.reserves if rule.pool == pool and fits(rule.skus, sku))
    return sorted(found, key=lambda rule: rule.priority)


class Named:
    """Whatever stands by name in a rule, so that all others can be told alike."""

    def __init__(self, rules: SellingRules) -> None:
        self.channels = _every(
            [{channel.name for channel in rules.channels}, {share.channel for share in rules.shares}],
            [rule.channels for rule in rules.safety],
            [rule.channels for rule in rules.reserves],
            [rule.channels for rule in rules.supply],
            [rule.channels for rule in rules.backorders],
            [rule.channels for rule in rules.preorders],
            [rule.channels for rule in rules.exclusions],
        )
        self.customers = _every(
            [rule.customers for rule in rules.reserves], [rule.customers for rule in rules.exclusions]
        )
        self.destinations = tuple(
            dict.fromkeys(place for c in rules.channels for use in c.pools for place in use.destinations)
        )
        self.skus = _every(
            [rule.skus for rule in rules.safety],
            [rule.skus for rule in rules.reserves],
            [rule.skus for rule in rules.shares],
            [rule.skus for rule in rules.supply],
            [rule.skus for rule in rules.backorders],
            [rule.skus for rule in rules.preorders],
            [rule.skus for rule in rules.exclusions],
        )


def _every(*groups: Iterable[Collection[str]]) -> Names:
    return frozenset(name for group in groups for names in group for name in names)
