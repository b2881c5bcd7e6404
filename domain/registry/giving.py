"""What one may give to others through the graph: nothing that one does not have.

Whoever may write partners could otherwise make one that may see everything, and ask as that one. Who has the
database, by the command line, needs no such rule.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.errors import NotGranted
from domain.partners import Grant, Principal, Scope
from domain.policy import unrestricted
from domain.shapes.words import Exact, FieldShape, PersonalShape, QuantityShape, TimeShape, YesNo

_ORDERED = (PersonalShape.ABSENT, PersonalShape.MASKED, PersonalShape.FULL)


class _Exactness(NamedTuple):
    """How exactly one field is shown, whichever kind its values are of."""

    quantity: QuantityShape
    personal: PersonalShape
    time: TimeShape


def check_office(giver: Principal) -> None:
    """Refuse who is held to some rows: partners are not among them. Raises NotGranted."""
    if not unrestricted(giver):
        raise NotGranted("A grant that is held to some rows does not change partners")


def check_not_oneself(giver: Principal, name: str) -> None:
    """Refuse who changes its own grant. Raises NotGranted."""
    if giver.partner == name:
        raise NotGranted("Nobody changes its own grant")


def check_giving(giver: Grant, given: Grant, had: Grant | None = None) -> None:
    """Refuse what the giver lacks itself, unless its partner has had it. Raises NotGranted, naming it."""
    kept = had.scopes if had is not None else frozenset()
    lacking = sorted(given.scopes - kept - giver.scopes)
    if lacking:
        raise NotGranted(f"You have not got what you would give: {', '.join(lacking)}")
    known = [giver, *([] if had is None else [had])]
    for place in _places(given, *known):
        if not _tells_no_more(_at(given, place), [_at(grant, place) for grant in known]):
            raise NotGranted(f"You do not see {place or 'values'} so exactly as you would show them")


def _places(*grants: Grant) -> Iterator[str]:
    """Every field for which one of them has an exception; the empty one is everywhere else."""
    yield from sorted({"", *(each.field for grant in grants for each in grant.shapes.fields)})


def _at(grant: Grant, place: str) -> _Exactness:
    """As domain.policy has it: without the scope for personal data, only fields that are named show any."""
    shapes = grant.shapes
    own = next((each for each in shapes.fields if each.field == place), FieldShape(field=place))
    personal = own.personal or shapes.personal
    if own.personal is None and personal is PersonalShape.FULL and Scope.ORDERS_PII not in grant.scopes:
        personal = PersonalShape.MASKED
    return _Exactness(own.quantity or shapes.quantity, personal, own.time or shapes.time)


def _tells_no_more(shown: _Exactness, known: Iterable[_Exactness]) -> bool:
    """Whether each part is known so exactly by one of these. Two bounds of a quantity are not compared."""
    quantity, personal, time = zip(*known, strict=True)
    return (
        (
            isinstance(shown.quantity, YesNo)
            or any(one == shown.quantity or isinstance(one, Exact) for one in quantity)
        )
        and any(_ORDERED.index(shown.personal) <= _ORDERED.index(one) for one in personal)
        and (shown.time is TimeShape.DATE or TimeShape.EXACT in time)
    )
