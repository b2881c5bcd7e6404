"""What a page of the log says of positions, in the names of each event's own source."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from domain.identifiers import IdentifierKind
from domain.log.records import Logged
from domain.ports.state import Crosswalk
from domain.positions.facts import Fact, Leg
from domain.positions.telling import Told, told
from domain.stock import StockKey
from gateway.assembly.naming.keys import StockKeys
from gateway.settings.positions import PositionsOf

_LOG = structlog.get_logger(__name__)
_KEYS = StockKeys()
Facts = Mapping[str, Mapping[StockKey, Sequence[Fact]]]


async def facts_of(events: Sequence[Logged], kept: PositionsOf, crosswalk: Crosswalk) -> Facts:
    """Facts by source and position. Raises StoreUnavailable.

    What the source has no name for is left out: it can be no position of its own. Where goods are to arrive,
    all hear what became of them, whoever told it: they may leave one system's house and arrive in another's.
    """
    said: dict[str, list[Told]] = {}
    for logged in events:
        event = logged.event
        if event.source not in kept:
            continue
        facts = told(event, numbered=kept[event.source].numbered)
        said.setdefault(event.source, []).extend(facts)
        arriving = [each for each in facts if isinstance(each.fact, Leg) and each.fact.arrives]
        for other in kept if arriving else ():
            if other != event.source:
                said.setdefault(other, []).extend(arriving)
    return {source: await _in_its_names(source, some, crosswalk) for source, some in said.items()}


def told_until(events: Sequence[Logged], kept: PositionsOf, now: datetime) -> Mapping[str, datetime]:
    """Up to when each source has told. One whose clock is ahead of ours has told no more than all."""
    until: dict[str, datetime] = {}
    for logged in events:
        event = logged.event
        if event.source in kept:
            at = min(event.occurred_at, now)
            until[event.source] = max(at, until.get(event.source, at))
    return until


async def _in_its_names(
    source: str, said: Sequence[Told], crosswalk: Crosswalk
) -> Mapping[StockKey, Sequence[Fact]]:
    ours = list(dict.fromkeys(each.key for each in said))
    names: dict[IdentifierKind, Mapping[str, str]] = {}
    for kind, values in _KEYS.names(ours).items():
        names[kind] = await crosswalk.theirs(kind, values, source) if values else {}
    theirs = _KEYS.translated(ours, names, source)
    facts: dict[StockKey, list[Fact]] = {}
    for key, fact in said:
        if key in theirs:
            facts.setdefault(theirs[key], []).append(fact)
        else:
            _LOG.debug("a source has no name for a position", source=source, key=key)
    return facts
