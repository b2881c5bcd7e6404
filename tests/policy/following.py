"""Following on the marked world by the real engine: the state, every event, a gap and a heartbeat."""

from collections.abc import Mapping
from typing import Any

import orjson

from domain.log.records import Gap
from domain.partners import FieldRights, Principal
from gateway.execution.answers import Answer
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from gateway.live.words import Item
from tests.doubles.recording import Recorded
from tests.policy import told_events
from tests.policy.asking import ENGINE, Asking, Heard, Stream
from tests.policy.judging import (
    ages_as_fields,
    ages_of,
    nothing_leaks,
    same,
    within_rows,
    without_denied,
)
from tests.policy.partners import unshaped
from tests.policy.reference import Fate, expected, fate, twin
from tests.policy.trees import Operation as Asked
from tests.policy.trees import Writing

_MOST = 1_000


async def followed(asking: Asking, document: str, principal: Principal) -> Stream:
    """Follow it to the end of the log."""
    asking.recorded = recorded = Recorded()
    asking.enter()
    prepared = ENGINE.prepare(GraphQLRequest(document=document))
    assert isinstance(prepared, Operation), (document, prepared)
    asker = Asker(principal=principal, correlation_id="c" * 32)
    first, live = await ENGINE.live(prepared, asker), await ENGINE.live(prepared, asker)
    if isinstance(first, Answer) or isinstance(live, Answer):
        (error,) = first.errors if isinstance(first, Answer) else ()
        return Stream((), recorded, (str(error["extensions"]["code"]), error["message"]))
    page = await asking.log.after(0, live.wanted, principal.grant.rows, first=_MOST)
    items = [
        *await first.snapshot(principal, 0),
        *await live.told(principal, page.events),
        live.gap(Gap(3)),
        live.heartbeat(5),
    ]
    return Stream([_heard(item, recorded) for item in items], recorded)


def _heard(item: Item, recorded: Recorded) -> Heard:
    body: Mapping[str, Any] = orjson.loads(item.body)
    return Heard(body, recorded)


async def judged_stream(
    asking: Asking, operation: Asked, principal: Principal, writing: Writing = Writing.PLAIN
) -> tuple[str, ...]:
    """Follow as the partner, as its twin and as one who asks for nothing denied; compare item by item.

    The fields of the cells.
    """
    rights, (root,) = principal.grant.fields, operation.roots
    mine = await followed(asking, operation.written(writing), principal)
    decided, why = fate(rights, root.field)
    if decided is Fate.DENIED:
        assert mine.refused == ("FIELD_NOT_GRANTED", why)
        assert mine.recorded.calls == [], "for what is denied nobody is asked"
        return operation.fields
    assert mine.refused is None
    humbly = without_denied(operation, rights)
    humble = mine
    if humbly != operation:
        humble = await followed(asking, humbly.written(writing), principal)
    assert mine.asked == humble.asked, "for what is denied nobody is asked"
    seen = await _seen(asking, twin(operation).written(), unshaped(principal))
    told = [one for one in seen.items if _is_told(rights, one, root.key)]
    assert len(mine.items) == len(told) == len(humble.items)
    for heard, whole, less in zip(mine.items, told, humble.items, strict=True):
        wanted = expected(operation, whole.data, whole.places, rights)
        if humble is not mine:
            ages_of(operation.roots, wanted.data, less.data)
        assert heard.extensions == less.extensions, "of what is denied not even an age is told"
        same(operation, heard, wanted)
        ages_as_fields(heard, rights)
        nothing_leaks(asking, heard, wanted, principal)
        within_rows(heard, principal)
    return operation.fields


async def _seen(asking: Asking, document: str, principal: Principal) -> Stream:
    """What the twin is told: once, and kept, for the world stands still."""
    known = asking.streams.get((document, principal))
    if known is None:
        known = asking.streams[document, principal] = await followed(asking, document, principal)
    return known


def _is_told(rights: FieldRights, heard: Heard, root: str) -> bool:
    """Whether it is of the state, or of an event of a family that is granted."""
    event = (heard.data[root] or {}).get(told_events.EVENT)
    return event is None or told_events.is_told(rights, event[told_events.TYPE])
