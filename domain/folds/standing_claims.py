"""Which of several claims of the crosswalk stands: declared row before declared rule before learned.

A result depends on the set of claims and on the instant alone, never on who came first. Two live claims
of one origin that tie one name to different things of ours, where its kind means one, are a conflict:
the name then means nothing, and a finding names both.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from domain.exceptions import Finding
from domain.identifiers import (
    SEVERAL_NAMES,
    SEVERAL_THINGS,
    SHARED_KINDS,
    Identifier,
    IdentifierKind,
    Link,
    LinkOrigin,
    thing_of,
)

LINK_CONFLICT = "LINK_CONFLICT"
_STRENGTH = {LinkOrigin.DECLARED: 0, LinkOrigin.RULE: 1, LinkOrigin.LEARNED: 2}


class ClaimKey(NamedTuple):
    """What claims are weighed together by; no instance where the kind is shared by all."""

    kind: IdentifierKind
    instance: str
    value: str


class NameKey(NamedTuple):
    """One thing of ours in one instance, by one kind of name."""

    kind: IdentifierKind
    instance: str
    ours: str


def claim_key(foreign: Identifier) -> ClaimKey:
    """Where the claims of this identifier are found."""
    instance = "" if foreign.kind in SHARED_KINDS else foreign.instance
    return ClaimKey(foreign.kind, instance, foreign.value)


def name_key(link: Link) -> NameKey:
    """Where the names of this link's thing are found."""
    return NameKey(link.identifier.kind, link.identifier.instance, link.ours)


def standing(claims: Iterable[Link], now: datetime) -> tuple[Link, ...]:
    """The live claims of the strongest origin, in an order of their own."""
    live = [claim for claim in claims if is_live(claim, now)]
    strongest = min((_STRENGTH[claim.origin] for claim in live), default=0)
    stand = (claim for claim in live if _STRENGTH[claim.origin] == strongest)
    return tuple(sorted(stand, key=_order))


def _order(claim: Link) -> tuple[str, Identifier, str]:
    return claim.ours, claim.identifier, f"{claim.valid_from} {claim.valid_until} {claim.learned_at}"


def our_name(claims: Iterable[Link], now: datetime) -> str | None:
    """What the claims of one key mean together; None where they mean nothing, or more than one thing."""
    names = {claim.ours for claim in standing(claims, now)}
    return names.pop() if len(names) == 1 else None


def their_name(claims: Iterable[Link], now: datetime) -> str | None:
    """The name to ask by, of the claims of one thing in one instance; None where there is no single one."""
    stand = standing(claims, now)
    values = sorted({claim.identifier.value for claim in stand})
    if not values or (len(values) > 1 and stand[0].identifier.kind not in SEVERAL_NAMES):
        return None
    return values[0]


def is_live(claim: Link, now: datetime) -> bool:
    """Whether the name means this thing at that instant."""
    begun = claim.valid_from is None or claim.valid_from <= now
    return begun and (claim.valid_until is None or now < claim.valid_until)


def together(one: Link, other: Link) -> Link:
    """The same claim told twice: first told at the earlier time, valid over both."""
    told = [link.learned_at for link in (one, other) if link.learned_at is not None]
    begins = [link.valid_from for link in (one, other) if link.valid_from is not None]
    ends = [link.valid_until for link in (one, other) if link.valid_until is not None]
    both = 2
    return replace(
        one,
        learned_at=min(told, default=None),
        valid_from=min(begins) if len(begins) == both else None,
        valid_until=max(ends) if len(ends) == both else None,
    )


def conflicts(claims: Iterable[Link], now: datetime) -> list[Finding]:
    """A finding for each name that means two things, and for each thing that must be asked for by two."""
    meanings: dict[ClaimKey, list[Link]] = {}
    names: dict[NameKey, list[Link]] = {}
    for claim in claims:
        if claim.identifier.kind not in SEVERAL_THINGS:
            meanings.setdefault(claim_key(claim.identifier), []).append(claim)
        if claim.identifier.kind not in SEVERAL_NAMES:
            names.setdefault(name_key(claim), []).append(claim)
    return [*_two_meanings(meanings, now), *_two_names(names, now)]


def _two_meanings(meanings: Mapping[ClaimKey, Sequence[Link]], now: datetime) -> Iterable[Finding]:
    for key in sorted(meanings):
        stand = standing(meanings[key], now)
        if len({claim.ours for claim in stand}) > 1:
            told = ", ".join(f"'{claim.ours}' ({claim.identifier.instance})" for claim in stand)
            text = f"{key.kind} '{key.value}' is claimed for more than one {thing_of(key.kind)}: {told}"
            yield _finding(f"{key.kind}/{key.instance or '*'}/{key.value}", stand, text)


def _two_names(names: Mapping[NameKey, Sequence[Link]], now: datetime) -> Iterable[Finding]:
    for key in sorted(names):
        stand = standing(names[key], now)
        if len({claim.identifier.value for claim in stand}) > 1:
            told = ", ".join(f"'{claim.identifier.value}'" for claim in stand)
            text = f"{key.instance} has more than one {key.kind} for our '{key.ours}': {told}"
            yield _finding(f"{key.kind}/{key.instance}/={key.ours}", stand, text)


def _finding(group: str, stand: Sequence[Link], detail: str) -> Finding:
    return Finding(
        code=LINK_CONFLICT,
        group=group,
        subjects=tuple(dict.fromkeys(f"{thing_of(claim.identifier.kind)}:{claim.ours}" for claim in stand)),
        systems=tuple(sorted({claim.identifier.instance for claim in stand})),
        detail=detail,
        evidence=tuple(dict.fromkeys(_reference(claim) for claim in stand)),
    )


def _reference(claim: Link) -> str:
    """A claim as evidence, as `ordergraph links show` finds it with all else that is known of it."""
    foreign = claim.identifier
    return f"link:{foreign.instance}/{foreign.kind}/{foreign.value}={claim.ours} ({claim.origin})"
