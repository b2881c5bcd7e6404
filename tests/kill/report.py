"""What a run came to, in lines to read."""

from collections import Counter
from collections.abc import Iterator

from tests.kill.checking import Judged
from tests.kill.fire import Outcome

_SHOWN = 5


def report(outcome: Outcome) -> Iterator[str]:
    """Counts first, then what is wrong."""
    plan, told = outcome.plan, outcome.told
    taken = f"{len(told.names):,} of {plan.events:,} events"
    kinds = Counter(name.rpartition("-")[0] or name for _, name in outcome.kills)
    yield (
        f"seed {plan.seed}: {taken} acknowledged in {outcome.told_in:.0f} s,"
        f" everybody had them after {outcome.settled_in:.0f} s"
    )
    yield "senders were answered: " + _counts(told.answers)
    yield f"{len(outcome.kills)} kills: " + _counts(kinds)
    yield "  " + ", ".join(f"{name} at {moment:.0f} s" for moment, name in outcome.kills)
    alone = {name: codes for name, codes in outcome.ended.items() if codes}
    if alone:
        yield f"ended by themselves, with these exit codes: {alone}"
    for each in outcome.judged:
        yield _line(each)
        yield from _wrong(each)
    if told.refused:
        yield f"refused for good: {len(told.refused)}, such as {told.refused[:_SHOWN]}"
    if outcome.faults:
        yield f"answered 500 in place of 503: {outcome.faults:,} times"
    yield "PASSED" if outcome.is_right else "FAILED"


def _line(each: Judged) -> str:
    again = f", {each.seen - each.wanted:,} again" if each.doubles_allowed and each.seen > each.wanted else ""
    notes = "".join(f", {count:,} {what}" for what, count in each.notes.items())
    return (
        f"  {'ok ' if each.is_right else 'BAD'} {each.name}: {each.seen:,} of {each.wanted:,}{again}{notes}"
    )


def _wrong(each: Judged) -> Iterator[str]:
    doubled = () if each.doubles_allowed else each.doubled
    named = (
        ("lost", each.lost),
        ("doubled", doubled),
        ("out of order", each.misplaced),
        ("not for it", each.foreign),
    )
    for what, ids in named:
        if ids:
            yield f"      {what}: {len(ids):,}, such as {', '.join(ids[:_SHOWN])}"


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{times:,} {what}" for what, times in counted.most_common())
