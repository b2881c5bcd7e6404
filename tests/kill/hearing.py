"""Who heard what in the end: waiting for it as long as more comes, and judging it against the log."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events.record import Event
from tests.kill.checking import Judged, at_least_once, exactly_once
from tests.kill.house import House
from tests.kill.logged import OWN, Log, appended, paged, read_log
from tests.kill.patience import Patience
from tests.kill.receivers import Receiver
from tests.kill.subscribers import Subscriber
from tests.kill.topics import Reader


@dataclass(slots=True, kw_only=True)
class Heard:
    """Who was told. topic: who reads what is published; nobody before all was told."""

    subscribers: Sequence[Subscriber]
    receivers: Sequence[Receiver]
    topic: Reader | None = None


async def settled(database: AsyncEngine, names: AbstractSet[str], patience: Patience) -> Log:
    """The log, once it has as much as was acknowledged, or once nothing more comes."""

    async def missing() -> dict[str, int]:
        return {"log": len(names) - await appended(database)}

    await patience.until_none(missing)
    return await read_log(database)


async def heard_all(log: Log, heard: Heard, patience: Patience) -> None:
    """Return once everybody has what is in the log, or once nobody gets more."""
    wanted = {each.name: set(each.wish.expected(log)) for each in heard.subscribers}
    sent = {each.name: _events_of(log.by_subject(each.types)) for each in heard.receivers}
    published = {event.id for event in log.told}

    async def missing() -> dict[str, int]:
        left = {each.name: len(wanted[each.name].difference(each.seen)) for each in heard.subscribers}
        for each in heard.receivers:
            left[f"webhook, {each.name}"] = len(sent[each.name].difference(event for _, event in each.got))
        if heard.topic:
            await heard.topic.read()
            left["topic"] = len(published.difference(event for _, event in heard.topic.got))
        return left

    await patience.until_none(missing)


def _events_of(lines: Mapping[str, Sequence[str]]) -> set[str]:
    return {event for line in lines.values() for event in line}


async def judged(house: House, names: AbstractSet[str], heard: Heard) -> list[Judged]:
    """Everything against the log, which is itself judged against what was acknowledged."""
    log = await read_log(house.database)
    told = [event.source_event_id for event in log.told]
    found = [exactly_once("log, by its table", sorted(names), told, ordered=False)]
    found.append(await _paged(house, log))
    for each in heard.subscribers:
        breaks = sum(each.breaks.values())
        found.append(
            exactly_once(
                each.name,
                each.wish.expected(log),
                each.seen,
                breaks=breaks,
                gaps=each.gaps,
                unread=each.unread,
            )
        )
    for receiver in heard.receivers:
        wanted = log.by_subject(receiver.types)
        notes = {"failed": receiver.failed, "forged": receiver.forged}
        found.append(at_least_once(f"webhook, {receiver.name}", wanted, receiver.got, **notes))
    if heard.topic:
        found.append(_published(log, heard.topic))
    return found


async def _paged(house: House, log: Log) -> Judged:
    wanted = {"sources": sorted({event.source for event in log.told})}
    ids, gaps = await paged(house.urls[-1], await house.token(), wanted)
    return exactly_once("log, by events(after:)", log.ids(wanted), ids, gaps=gaps)


def _published(log: Log, topic: Reader) -> Judged:
    """What we tell ourselves is published as well, but goes on while we judge."""
    own = {event.id for event in log.events if event.source == OWN}
    came = [each for each in topic.got if each[1] not in own]
    return at_least_once("topic of the broker", _by_subject(log.told), came)


def _by_subject(events: Sequence[Event]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in events:
        found.setdefault(each.subject, []).append(each.id)
    return found
