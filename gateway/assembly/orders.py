"""Merging what several ERPs tell of one order: its owner's record, with the parts that others own."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from domain.authority import Authority, Choice, Fact
from domain.folds.order_parts import PARTS, belonging, composed, named_by_all
from domain.orders import Order, PartGap
from domain.ports.reading import Failed, Found, Missing
from gateway.assembly.believing import chosen, first_believed, with_gaps
from gateway.assembly.merged import Answers, Merge

_Told = Found[Order] | Missing | Failed


def one_order(authority: Authority) -> Merge[str, Order]:
    """The most believed record, each part of it from the most believed for that part.

    A part whose owner could not answer is empty, with the error as its gap: the record of another would
    be a guess. Every record that may speak adds what its system calls the order.
    """

    def merge(_key: str, answers: Answers[Order]) -> _Told:
        choice = chosen(authority, Fact.ORDER, answers, belonging)
        owner = first_believed(choice, answers)
        if not isinstance(owner, Found):
            return owner
        others = [answers[name] for name in choice.ranked(answers)]
        named = named_by_all(owner.value, [other.value for other in others if isinstance(other, Found)])
        parts = {
            fact: _owner_of(ruling, answers)
            for fact in PARTS
            if _is_ruled(ruling := chosen(authority, fact, answers, belonging))
        }
        return _together(replace(owner, value=named), parts)

    return merge


def _is_ruled(choice: Choice) -> bool:
    return choice.instances is not None or bool(choice.doubted_by)


def _owner_of(choice: Choice, answers: Answers[Order]) -> _Told:
    """Whoever owns the part, or the failure of one that might; Missing where none of them has the order."""
    for name in (*choice.doubted_by, *(choice.ranked(answers) if choice.instances else ())):
        if not isinstance(answers[name], Missing):
            return answers[name]
    return Missing()


def _together(owner: Found[Order], parts: Mapping[Fact, _Told]) -> Found[Order]:
    records = {fact: told.value if isinstance(told, Found) else None for fact, told in parts.items()}
    gaps = [PartGap(fact, told.error) for fact, told in parts.items() if isinstance(told, Failed)]
    added, missed = _added(owner, parts), _missed(owner, parts)
    told: tuple[Found[Order] | Failed, ...] = (*added, *missed)
    whole = replace(
        owner,
        value=composed(owner.value, records, gaps),
        stamps=(*owner.stamps, *(stamp for each in added for stamp in each.stamps)),
        findings=(*owner.findings, *(finding for each in told for finding in each.findings)),
    )
    return with_gaps(whole, (each.error for each in missed))


def _added(owner: Found[Order], parts: Mapping[Fact, _Told]) -> Sequence[Found[Order]]:
    """The records besides the owner's that parts were taken from, each once."""
    by_source = {told.value.source: told for told in parts.values() if isinstance(told, Found)}
    return [told for source, told in by_source.items() if source != owner.value.source]


def _missed(owner: Found[Order], parts: Mapping[Fact, _Told]) -> Sequence[Failed]:
    """Who could not tell a part and is not missed for the whole order anyway, each once."""
    failed = {told.error.backend: told for told in parts.values() if isinstance(told, Failed)}
    return [told for backend, told in failed.items() if backend not in {gap.backend for gap in owner.gaps}]
