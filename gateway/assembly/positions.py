"""Merging stock positions: each state from the most believed instance, so that no unit counts twice.

Transfers are known by what happened to them, and not counted: whoever followed them may tell of them. Where
one is believed who counts what is in transit, they are a part of that.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.authority import Authority, Fact
from domain.ports.reading import Failed, Found, Missing
from domain.quantities import EACH, total
from domain.stock import PHYSICAL, Figure, StockKey, StockPosition, StockState, Transfer
from gateway.assembly.believing import joined
from gateway.assembly.joining import latest
from gateway.assembly.merged import Answers, Merge

_FACT_OF: Mapping[StockState, Fact] = {
    **dict.fromkeys((*PHYSICAL, StockState.ON_HAND), Fact.STOCK_PHYSICAL),
    StockState.ALLOCATED: Fact.STOCK_CLAIMS,
    StockState.RESERVED: Fact.STOCK_CLAIMS,
    StockState.CHANNEL_COMMITTED: Fact.STOCK_CLAIMS,
    StockState.IN_TRANSIT: Fact.STOCK_SUPPLY,
    StockState.INCOMING: Fact.STOCK_SUPPLY,
    StockState.BACKORDERED: Fact.STOCK_SUPPLY,
}
_FACTS = (Fact.STOCK_PHYSICAL, Fact.STOCK_CLAIMS, Fact.STOCK_SUPPLY)


_MOST_PLACES = 10_000
_Speakers = Mapping[Fact, Sequence[str]]


def by_state(authority: Authority) -> Merge[StockKey, StockPosition]:
    """Merge positions of one key: physical states, claims and supply each by their own authority."""
    known: dict[tuple[str, tuple[str, ...]], tuple[_Speakers, Sequence[str]]] = {}

    def speaking(location: str, instances: tuple[str, ...]) -> tuple[_Speakers, Sequence[str]]:
        found = known.get((location, instances))
        if found is None:
            by_fact = {fact: authority.ranked(fact, instances, location) for fact in _FACTS}
            heard = set().union(*by_fact.values())
            found = by_fact, [name for name in instances if name in heard]
            if len(known) < _MOST_PLACES:
                known[location, instances] = found
        return found

    def merge(key: StockKey, answers: Answers[StockPosition]) -> Found[StockPosition] | Missing | Failed:
        speakers, heard = speaking(key.location, tuple(answers))
        return joined([answers[name] for name in heard], lambda parts: _position(key, parts, speakers))

    return merge


def _position(key: StockKey, parts: Sequence[StockPosition], speakers: _Speakers) -> StockPosition:
    if len(parts) == 1 and _says_it_all(key, parts[0], speakers):
        return parts[0]
    figures = [figure for part in parts for figure in part.figures]
    chosen = [
        figure
        for fact, instances in speakers.items()
        for figure in _of_first_speaker([f for f in figures if _FACT_OF[f.state] is fact], instances)
    ]
    transfers = _transfers(parts, speakers[Fact.STOCK_SUPPLY])
    if transfers and all(figure.state is not StockState.IN_TRANSIT for figure in chosen):
        chosen.append(_in_transit(transfers))
    return StockPosition(
        sku=key.sku,
        location=key.location,
        figures=tuple(chosen),
        unit=chosen[0].quantity.unit if chosen else EACH,
        as_of=latest(part.as_of for part in parts),
        transfers=transfers,
    )


def _says_it_all(key: StockKey, part: StockPosition, speakers: _Speakers) -> bool:
    """Whether it is as it would be put together: of one instance that may speak of all of it, in one unit."""
    if part.transfers or not part.figures or part.sku != key.sku or part.location != key.location:
        return False
    source = part.figures[0].source
    if part.unit != part.figures[0].quantity.unit or any(each.source != source for each in part.figures):
        return False
    return all(source in instances for instances in speakers.values())


def _transfers(parts: Sequence[StockPosition], believed: Sequence[str]) -> tuple[Transfer, ...]:
    """Of the most believed who followed any: all who follow them are told the same of them."""
    told = {part.figures[0].source: part.transfers for part in parts if part.transfers and part.figures}
    return next((told[name] for name in (*believed, *told) if name in told), ())


def _in_transit(transfers: Sequence[Transfer]) -> Figure:
    quantity = total((each.quantity for each in transfers), transfers[0].quantity.unit)
    last = max(transfers, key=lambda each: (each.shipped_at, each.reference))
    return Figure(state=StockState.IN_TRANSIT, quantity=quantity, source=last.source, as_of=last.shipped_at)


def _of_first_speaker(figures: Iterable[Figure], instances: Sequence[str]) -> list[Figure]:
    """All figures of the first instance that has any: states of two counts do not add up."""
    told = list(figures)
    for instance in instances:
        own = [figure for figure in told if figure.source == instance]
        if own:
            return own
    return []
