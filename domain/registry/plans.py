"""Partners as they are declared, against those that are there: what would have to change. Pure.

A plan is shown first and applied as it was shown: where anything in it has changed since, none of it holds.
A declaration never ends a suspension: who suspended a partner at night must not find it back in the morning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.errors import BadInput
from domain.registry.audit import kind_of
from domain.registry.checks import check_subjects, checked
from domain.registry.differences import Difference, differences
from domain.registry.records import ChangeKind, Partner, PartnerStatus
from domain.registry.steps import Step


class Prune(StrEnum):
    """What becomes of partners that are there and not declared."""

    KEEP = "keep"
    SUSPEND = "suspend"
    REMOVE = "remove"


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One change: ADDED, CHANGED, SUSPENDED or REMOVED. differences: none where a partner comes or goes."""

    name: str
    kind: ChangeKind
    before: Partner | None
    after: Partner | None
    differences: tuple[Difference, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything by name. changes: what is to be done; nothing, where all is as it is declared.

    unchanged: declared, and as declared. undeclared: not declared, and left as they are. still_suspended:
    declared as active, but suspended by somebody, which stays so until somebody resumes them.
    """

    changes: tuple[Planned, ...]
    unchanged: tuple[str, ...]
    undeclared: tuple[str, ...]
    still_suspended: tuple[str, ...]

    def steps(self) -> Mapping[str, Step]:
        """The changes for `PartnerRegistry.change`; they refuse partners that are not as they were."""
        return {each.name: _step(each) for each in self.changes}


def planned(declared: Sequence[Partner], present: Iterable[Partner], *, prune: Prune = Prune.KEEP) -> Plan:
    """What brings `present` to what is declared. Raises BadInput for declarations that cannot hold."""
    wanted = _by_name(declared)
    there = {partner.name: partner for partner in present}
    pairs = {
        name: (there.get(name), _outcome(wanted.get(name), there.get(name), prune))
        for name in sorted(wanted.keys() | there.keys())
    }
    check_subjects(after for _, after in pairs.values() if after is not None)
    changes = tuple(_changes(pairs))
    changing = {each.name for each in changes}
    same = [name for name in pairs if name not in changing]
    return Plan(
        changes=changes,
        unchanged=tuple(name for name in same if name in wanted),
        undeclared=tuple(name for name in same if name not in wanted),
        still_suspended=tuple(name for name in pairs if _stays_suspended(wanted.get(name), there.get(name))),
    )


def _by_name(declared: Sequence[Partner]) -> Mapping[str, Partner]:
    wanted: dict[str, Partner] = {}
    for partner in declared:
        if partner.name in wanted:
            raise BadInput(f"{partner.name!r} is declared twice", field="name")
        wanted[partner.name] = checked(partner)
    return wanted


def _outcome(declared: Partner | None, present: Partner | None, prune: Prune) -> Partner | None:
    """What a partner of this name is to be; None: it is to be gone."""
    if declared is None:
        return _undeclared(present, prune)
    if _stays_suspended(declared, present):
        return replace(declared, status=PartnerStatus.SUSPENDED)
    return declared


def _undeclared(present: Partner | None, prune: Prune) -> Partner | None:
    if present is None or prune is Prune.REMOVE:
        return None
    return replace(present, status=PartnerStatus.SUSPENDED) if prune is Prune.SUSPEND else present


def _stays_suspended(declared: Partner | None, present: Partner | None) -> bool:
    if declared is None or present is None:
        return False
    return declared.status is PartnerStatus.ACTIVE and present.status is PartnerStatus.SUSPENDED


def _changes(pairs: Mapping[str, tuple[Partner | None, Partner | None]]) -> Iterator[Planned]:
    for name, (before, after) in pairs.items():
        if before == after:
            continue
        differing = () if before is None or after is None else differences(before, after)
        kind = kind_of(before, after)
        yield Planned(name=name, kind=kind, before=before, after=after, differences=differing)


def _step(change: Planned) -> Step:
    def step(found: Partner | None) -> Partner | None:
        if found != change.before:
            raise BadInput("has changed since it was planned: plan again", field=change.name)
        return change.after

    return step
