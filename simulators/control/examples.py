"""Order numbers that show each story, and the items and names worth knowing."""

from collections.abc import Iterator
from itertools import islice

from simulators.orders import stories
from simulators.reference import catalog, customers, numbers
from simulators.world.world import World

_EXAMPLES = 5
_SETTLED_DAYS = 26
_LOOKED_AT = 5_000
_DAY = 86_400


def stories_of(world: World, now: int) -> dict[str, object]:
    """Write, per story, the newest orders that have come to its end, and the newest of all."""
    newest = world.count_at(now)
    settled = world.count_at(now - _SETTLED_DAYS * _DAY)
    kits = (catalog.product(item).sku for item in range(catalog.COUNT) if catalog.is_kit(item))
    lags = [{"sku": catalog.product(item).sku, "site": catalog.LAGGING_SITE} for item in catalog.LAGGING]
    return {
        "stories": _newest(world, settled),
        "live": _newest(world, newest),
        "erp_lags": lags,
        "kits": list(kits),
        "customer": customers.customer(customers.DEMO_COMPANY).number,
        "customer_orders": list(islice(_of_demo_company(world, newest), _EXAMPLES)),
        "newest": numbers.erp_order(newest),
    }


def _of_demo_company(world: World, newest: int) -> Iterator[str]:
    for index in range(newest, max(newest - _LOOKED_AT, 0), -1):
        if world.header(index).customer == customers.DEMO_COMPANY:
            yield numbers.erp_order(index)


def _newest(world: World, newest: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {story: [] for story in stories.STORIES}
    for index in range(newest, max(newest - _LOOKED_AT, 0), -1):
        examples = found[stories.story_of(world.seed, index)]
        if len(examples) < _EXAMPLES:
            examples.append(numbers.erp_order(index))
    return found
