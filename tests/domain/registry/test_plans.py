from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.errors import BadInput
from domain.partners import Grant, Scope
from domain.registry.plans import Plan, Prune, planned
from domain.registry.records import ChangeKind, Partner, PartnerStatus
from tests.contracts.partner_examples import ORDERS, TOKEN, partner, partners

ACME, BOLT, CARL = partner("acme"), partner("bolt", TOKEN), partner("carl")
# Of two grants only, so that some are declared as they are.
GRANTS = st.sampled_from([ORDERS, Grant(scopes=frozenset({Scope.AVAILABILITY_READ}))])
NAMES = st.sampled_from(["acme", "bolt", "carl", "dora"])
FEW = partners(NAMES, GRANTS) | st.sampled_from([ACME, BOLT, CARL])
SETS = st.lists(FEW, max_size=4, unique_by=lambda one: one.name)


def suspended(partner: Partner) -> Partner:
    return replace(partner, status=PartnerStatus.SUSPENDED)


def carried_out(plan: Plan, present: Iterable[Partner]) -> list[Partner]:
    """The partners after it."""
    there: dict[str, Partner | None] = {one.name: one for one in present}
    for name, step in plan.steps().items():
        there[name] = step(there.get(name))
    return [one for one in there.values() if one is not None]


def kinds(plan: Plan) -> dict[str, ChangeKind]:
    return {each.name: each.kind for each in plan.changes}


@given(SETS, SETS, st.sampled_from(Prune))
def test_what_was_applied_is_not_planned_again(
    declared: list[Partner], present: list[Partner], prune: Prune
) -> None:
    after = carried_out(planned(declared, present, prune=prune), present)
    again = planned(declared, after, prune=prune)
    assert again.changes == ()
    assert set(again.unchanged) == {one.name for one in declared}


@given(SETS, SETS, st.sampled_from(Prune))
def test_afterwards_all_is_as_declared_and_who_was_suspended_is_so_still(
    declared: list[Partner], present: list[Partner], prune: Prune
) -> None:
    before = {one.name: one for one in present}
    after = {one.name: one for one in carried_out(planned(declared, present, prune=prune), present)}
    for one in declared:
        assert replace(after[one.name], status=one.status) == one
    for name, one in before.items():
        if name in after and one.status is PartnerStatus.SUSPENDED:
            assert after[name].status is PartnerStatus.SUSPENDED
    gone = before.keys() - after.keys()
    assert gone == ((before.keys() - {one.name for one in declared}) if prune is Prune.REMOVE else set())


@given(SETS, SETS, st.sampled_from(Prune))
def test_every_partner_is_told_of_once(declared: list[Partner], present: list[Partner], prune: Prune) -> None:
    plan = planned(declared, present, prune=prune)
    told = [*kinds(plan), *plan.unchanged, *plan.undeclared]
    assert sorted(told) == sorted({one.name for one in [*declared, *present]})


def test_changes_are_told_by_name_with_what_differs() -> None:
    plan = planned([CARL, replace(ACME, weight=2)], [ACME, BOLT])
    assert kinds(plan) == {"acme": ChangeKind.CHANGED, "carl": ChangeKind.ADDED}
    assert [each.field for each in plan.changes[0].differences] == ["weight"]
    assert plan.changes[1].differences == ()
    assert plan.undeclared == ("bolt",)
    assert planned([ACME], [ACME]).unchanged == ("acme",)


@pytest.mark.parametrize(
    ("prune", "told"),
    [
        (Prune.KEEP, {}),
        (Prune.SUSPEND, {"bolt": ChangeKind.SUSPENDED}),
        (Prune.REMOVE, {"bolt": ChangeKind.REMOVED, "carl": ChangeKind.REMOVED}),
    ],
)
def test_who_is_not_declared_goes_only_when_that_is_asked_for(
    prune: Prune, told: dict[str, ChangeKind]
) -> None:
    plan = planned([ACME], [ACME, BOLT, suspended(CARL)], prune=prune)
    assert kinds(plan) == told
    assert set(plan.undeclared) == {"bolt", "carl"} - told.keys()


def test_a_declaration_suspends_and_does_not_resume() -> None:
    assert kinds(planned([suspended(ACME)], [ACME])) == {"acme": ChangeKind.SUSPENDED}
    plan = planned([replace(ACME, weight=2)], [suspended(ACME)])
    assert kinds(plan) == {"acme": ChangeKind.CHANGED}
    assert plan.still_suspended == ("acme",)
    assert carried_out(plan, [suspended(ACME)]) == [suspended(replace(ACME, weight=2))]


def test_what_has_changed_since_is_refused() -> None:
    plan = planned([replace(ACME, weight=2), CARL], [ACME])
    for present in ([replace(ACME, weight=5)], [], [ACME, CARL]):
        with pytest.raises(BadInput, match="has changed since it was planned"):
            carried_out(plan, present)


def test_declarations_that_cannot_hold_are_refused() -> None:
    with pytest.raises(BadInput, match="'acme' is declared twice"):
        planned([ACME, ACME], [])
    with pytest.raises(BadInput, match=r"^name: "):
        planned([partner("Acme")], [])
    with pytest.raises(BadInput, match=r"^subjects: .* cannot be both 'acme' and 'bolt'"):
        planned([partner("acme", TOKEN)], [BOLT])


def test_a_subject_may_be_handed_over() -> None:
    plan = planned([partner("acme", TOKEN), partner("bolt")], [ACME, BOLT])
    assert kinds(plan) == dict.fromkeys(("acme", "bolt"), ChangeKind.CHANGED)
    assert kinds(planned([partner("acme", TOKEN)], [BOLT], prune=Prune.REMOVE)) == {
        "acme": ChangeKind.ADDED,
        "bolt": ChangeKind.REMOVED,
    }
