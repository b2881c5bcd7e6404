"""What may be promised follows from what happened, whichever way word of it came, and how often."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.availability.answers import Availability
from domain.availability.ceilings import Ceilings, ceilings, summed
from domain.availability.counted import counted_as_read
from domain.availability.plans import Ask
from domain.availability.pooled import Known
from domain.availability.promising import Wanted, promised
from domain.availability.rules import Pool, Reserve, SellingRules
from domain.availability.selling import Selling
from domain.events.record import Event
from domain.freshness import Stamp
from domain.positions.figures import as_of_held, position_of
from domain.stock import CLAIMS, StockKey
from tests.domain.positions.stories import EAST, WEST, S, at, kept
from tests.domain.positions.test_conservation import GROUND, arrivals, histories

SKU = "AX-1"
NOW = at(0) + timedelta(hours=1)
PLACES = (EAST, WEST)
SELLING = Selling(
    SellingRules(
        pools=(Pool(name="all", locations=PLACES),),
        reserves=(Reserve(name="market", pool="all", units=Decimal(15), channels=frozenset({"market"})),),
    ),
    PLACES,
)


def known(story: Sequence[Event]) -> Known:
    """Positions folded of what came, as they are read for a promise."""
    stock = {}
    for place, held in kept(story).items():
        stamp = Stamp(source="wms", as_of=as_of_held(held), fetched_at=NOW)
        one = counted_as_read(position_of(StockKey(SKU, place), "wms", held), [stamp])
        if one is not None:
            stock[place] = one
    return Known(stock, summed(SELLING, SKU, {EAST: 3}, {("web", "all"): 3}), NOW)


def answers(story: Sequence[Event]) -> tuple[list[Availability], Ceilings]:
    """What each channel may promise, and what may be held."""
    found, wanted = known(story), Wanted(explain=True)
    asks = [Ask(channel) for channel in ("", "web", "market")]
    promises = [promised(SKU, SELLING.route(ask), found, (), wanted) for ask in asks]
    return promises, ceilings(SKU, SELLING, found, ["web"])


@settings(max_examples=100)
@given(st.data())
def test_any_order_of_events_with_duplicates_gives_the_same_answer(data: st.DataObject) -> None:
    story = [*GROUND, *data.draw(histories())]
    assert answers(data.draw(arrivals(story))) == answers(story)


@settings(max_examples=100)
@given(st.data())
def test_what_is_promised_held_and_claimed_is_never_more_than_is_for_sale(data: st.DataObject) -> None:
    arrived = data.draw(arrivals([*GROUND, *data.draw(histories())]))
    found = known(arrived)
    there = 0
    for one in found.stock.values():
        figures = {figure.state: figure.quantity.amount for figure in one.position.figures}
        claims = sum(max(0, figures.get(state, 0)) for state in CLAIMS)
        there += max(0, int(figures.get(S.SELLABLE, 0) - claims))
    (anyone, _, market), made = answers(arrived)
    assert market.available.amount <= max(0, there - 3)
    assert anyone.available.amount <= market.available.amount
    assert sum(made.locations.values()) <= there
