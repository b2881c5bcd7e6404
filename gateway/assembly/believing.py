"""Merging by belief: what several instances said of one key becomes one outcome."""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from domain.authority import NOWHERE, Authority, Belonging, Choice, Fact
from domain.errors import BackendError
from domain.exceptions import Finding
from domain.freshness import Stamp, unavailable
from domain.ports.reading import Failed, Found, Missing, V
from gateway.assembly.merged import Answers, Merge

Join = Callable[[Sequence[V]], V]
Belongs = Callable[[V], Belonging]
"""Where a record says that its thing belongs."""


def nowhere(_record: object) -> Belonging:
    """Where records belong that do not say."""
    return NOWHERE


def most_believed(authority: Authority, fact: Fact, belongs: Belongs[V] = nowhere) -> Merge[str, V]:
    """One instance owns the whole record: the most believed that has it."""

    def merge(_key: str, answers: Answers[V]) -> Found[V] | Missing | Failed:
        return first_believed(chosen(authority, fact, answers, belongs), answers)

    return merge


def most_believed_there(authority: Authority, fact: Fact) -> Merge[str, V]:
    """The same for records whose key is the place."""

    def merge(key: str, answers: Answers[V]) -> Found[V] | Missing | Failed:
        return first_believed(Choice(authority.believed(fact, key)), answers)

    return merge


def chosen(authority: Authority, fact: Fact, answers: Answers[V], belongs: Belongs[V]) -> Choice:
    """Who is believed of a fact, by what the records that are there say."""
    told = {name: belongs(outcome.value) for name, outcome in answers.items() if isinstance(outcome, Found)}
    return authority.choice(fact, told, {name for name in answers if isinstance(answers[name], Failed)})


def first_believed(choice: Choice, answers: Answers[V]) -> Found[V] | Missing | Failed:
    """The record of the most believed that has one.

    One that could not answer, and is more believed or might be, is a gap; a less believed is not missed.
    """
    failed: dict[str, Failed] = {}
    stamps: list[Stamp] = []
    for instance in (*choice.doubted_by, *choice.ranked(answers)):
        outcome = answers[instance]
        if isinstance(outcome, Found):
            return _in_spite_of(list(failed.values()), outcome)
        if isinstance(outcome, Failed):
            failed[instance] = outcome
        else:
            stamps.extend(outcome.stamps)
    return _all_failed(list(failed.values())) if failed else Missing(tuple(stamps))


def all_together(authority: Authority, fact: Fact, join: Join[V]) -> Merge[str, V]:
    """Every instance adds its part; `join` gets the parts, most believed first."""

    def merge(_key: str, answers: Answers[V]) -> Found[V] | Missing | Failed:
        told = [answers[instance] for instance in authority.ranked(fact, answers)]
        return joined(told, join)

    return merge


def joined(told: Sequence[Found[V] | Missing | Failed], join: Join[V]) -> Found[V] | Missing | Failed:
    """Found if any is, with a gap for each that failed; Missing only if every one said so."""
    found = [outcome for outcome in told if isinstance(outcome, Found)]
    failed = [outcome for outcome in told if isinstance(outcome, Failed)]
    if not found:
        missing = [stamp for outcome in told if isinstance(outcome, Missing) for stamp in outcome.stamps]
        return _all_failed(failed) if failed else Missing(tuple(missing))
    if len(told) == 1:
        only = found[0]
        value = join([only.value])
        return only if value is only.value else replace(only, value=value)
    whole = Found(
        join([outcome.value for outcome in found]),
        tuple(stamp for outcome in found for stamp in outcome.stamps),
        tuple(finding for outcome in found for finding in outcome.findings),
        tuple(gap for outcome in found for gap in outcome.gaps),
    )
    return _in_spite_of(failed, whole)


def with_gaps(found: Found[V], gaps: Iterable[BackendError]) -> Found[V]:
    """The same record, saying which systems could not add to it."""
    missed = tuple(gaps)
    if not missed:
        return found
    away = tuple(unavailable(gap.backend) for gap in missed)
    return Found(found.value, (*found.stamps, *away), found.findings, (*found.gaps, *missed))


def _in_spite_of(failed: Sequence[Failed], found: Found[V]) -> Found[V]:
    """What was found, with the gaps and the findings of those that failed."""
    if not failed:
        return found
    more = replace(found, findings=(*found.findings, *_findings(failed)))
    return with_gaps(more, _errors(failed))


def _all_failed(failed: Sequence[Failed]) -> Failed:
    """The first error stands for all; the others, and what was found not to be right, are kept beside it."""
    error, *beside = _errors(failed)
    return Failed(error, _findings(failed), tuple(beside))


def _errors(failed: Iterable[Failed]) -> list[BackendError]:
    return [error for outcome in failed for error in outcome.errors]


def _findings(failed: Iterable[Failed]) -> tuple[Finding, ...]:
    return tuple(finding for outcome in failed for finding in outcome.findings)
