"""What an answer says of its freshness as a whole: by system, and for those who keep it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, cast

from graphql import OperationDefinitionNode

from domain.freshness import FreshState, Stamp, by_source, known_at
from domain.partners import FieldRights
from resolvers.batches import Shown
from resolvers.granting.field_kinds import FIELD_TABLES
from resolvers.granting.gates import AS_IT_IS, Gate, Ruling
from resolvers.limiting.document_size import Fragments
from resolvers.limiting.merged_fields import merged
from resolvers.types.scalars import written_instant

Lifetime = Callable[[str, str], timedelta]
"""For how long a value is fresh, by instance and port."""

READ_OF_SYSTEMS = frozenset(
    {
        "order",
        "shipment",
        "track",
        "availability",
        "stockPositions",
        "products",
        "locations",
        "return",
        "purchaseOrder",
        "__typename",
    }
)
"""Queries all of whose answer is stamped. What our own store tells is of the moment."""

_AS_OF = Gate(FIELD_TABLES, "Freshness", "asOf")
_VERIFIED_AT = Gate(FIELD_TABLES, "Freshness", "verifiedAt")
_NO_TIME = datetime.min.replace(tzinfo=UTC)


class Reuse(NamedTuple):
    """Of the least fresh value of an answer: how old it is, and how old it may become."""

    age: timedelta
    lifetime: timedelta


def told(shown: Sequence[Shown], rights: FieldRights) -> dict[str, object]:
    """The extension that says how old each system's part is; empty where nothing was read.

    Of each system the state of its worst value and the times of its oldest, as the fields of Freshness show
    them; with a stale one also what kinds of things were served stale, and why.
    """
    by_system: dict[str, list[Stamp]] = {}
    for part in shown:
        for stamp in part.stamps:
            by_system.setdefault(stamp.source, []).append(stamp)
    if not by_system:
        return {}
    stale = _stale(shown)
    entries = (_entry(by_system[name], stale.get(name), rights) for name in sorted(by_system))
    return {"freshness": list(entries)}


def tells_age(rights: FieldRights) -> bool:
    """Whether an answer may say to the second how old it is: not to who is told times to the day."""
    return _VERIFIED_AT.of(rights) is AS_IT_IS


def reuse(shown: Iterable[Shown], lifetime: Lifetime, now: datetime) -> Reuse | None:
    """For how long an answer may be kept: as long as its least fresh value; None where nothing was read."""
    parts = ((part, stamp) for part in shown for stamp in part.stamps)
    found = (_reuse(part, stamp, lifetime, now) for part, stamp in parts)
    return min(found, key=lambda one: one.lifetime - one.age, default=None)


def is_stamped(operation: OperationDefinitionNode, fragments: Fragments) -> bool:
    """Whether everything that an operation shows was read of systems, and says when."""
    return all(field.name.value in READ_OF_SYSTEMS for field in merged([operation.selection_set], fragments))


def _reuse(part: Shown, stamp: Stamp, lifetime: Lifetime, now: datetime) -> Reuse:
    known = known_at(stamp)
    age = timedelta(0) if known is None else max(now - known, timedelta(0))
    if stamp.state is not FreshState.FRESH or known is None:
        return Reuse(age, timedelta(0))
    wanted = part.bound.max_age
    return Reuse(age, lifetime(stamp.source, part.port) if wanted is None else wanted)


def _stale(shown: Iterable[Shown]) -> Mapping[str, Mapping[tuple[str, str], None]]:
    """By system, the kinds of things that were served stale, each with its reason."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for part in shown:
        for stamp in part.stamps:
            if stamp.state is FreshState.STALE and stamp.reason is not None:
                found.setdefault(stamp.source, {})[part.port, stamp.reason.value] = None
    return found


def _entry(
    stamps: Sequence[Stamp], stale: Mapping[tuple[str, str], None] | None, rights: FieldRights
) -> dict[str, object]:
    (worst,) = by_source(stamps)
    there = [stamp for stamp in stamps if stamp.state is not FreshState.UNAVAILABLE]
    oldest = min(there, key=lambda stamp: known_at(stamp) or _NO_TIME, default=worst)
    entry: dict[str, object] = {
        "source": worst.source,
        "state": worst.state.value,
        "asOf": _instant(oldest.as_of, _AS_OF.of(rights)),
        "verifiedAt": _instant(known_at(oldest), _VERIFIED_AT.of(rights)),
        "fetchedAt": _instant(oldest.fetched_at),
    }
    if stale:
        entry["stale"] = [{"kind": kind, "reason": reason} for kind, reason in sorted(stale)]
    return entry


def _instant(moment: datetime | None, ruling: Ruling = AS_IT_IS) -> str | None:
    if moment is None:
        return None
    told = moment if ruling.shaping is None else ruling.shaping(moment)
    return written_instant(cast("datetime", told))
