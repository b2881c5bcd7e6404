"""Figures as people read them."""

from collections.abc import Mapping, Sequence

from domain.freshness import FreshState
from gateway.demo.chaos.measuring import Figures

STATES: Mapping[FreshState, str] = {
    FreshState.FRESH: "fresh",
    FreshState.STALE: "stale",
    FreshState.UNAVAILABLE: "away",
}
"""What is said of the ERP's part of an answer, by its state."""

_BLOCKS = " ▁▂▃▄▅▆▇█"
_MOST_CODES = 3


def seconds(value: float | None) -> str:
    """Milliseconds below one second; `-` where there is none."""
    if value is None:
        return "-"
    return f"{value * 1_000:.0f} ms" if value < 0.9995 else f"{value:.1f} s"  # noqa: PLR2004 - rounds to 1 s


def age(value: float | None) -> str:
    """How old the oldest is; `-` where nothing is known."""
    return "-" if value is None else f"{value:.1f} s"


def share(value: float) -> str:
    """Whole percents, but never 0 or 100 of what is not quite so."""
    percent = round(value * 100)
    if percent == 0 and value > 0:
        return "<1 %"
    return ">99 %" if percent == 100 and value < 1 else f"{percent} %"  # noqa: PLR2004 - percents


def codes(told: Mapping[str, int]) -> str:
    """The commonest codes of errors with their number; `-` where there are none."""
    some = [f"{code} {count}" for code, count in list(told.items())[:_MOST_CODES]]
    more = len(told) - len(some)
    return ", ".join(some) + (f" and {more} more" if more > 0 else "") or "-"


def spark(values: Sequence[float], top: float) -> str:
    """A block for each value, as high as it is beside `top`; only 0 has none."""
    high = len(_BLOCKS) - 1
    return "".join(
        _BLOCKS[0 if value <= 0 else min(max(round(value / top * high), 1), high)] for value in values
    )


def line(name: str, told: Figures) -> str:
    """One scene on one line."""
    states = ", ".join(f"{word} {share(told.shares[state])}" for state, word in STATES.items())
    return (
        f"{name}: {told.answers_a_second:.1f} answers/s, {states}, oldest {age(told.oldest)}, "
        f"median {seconds(told.median)}, p99 {seconds(told.slowest)}, "
        f"ERP calls {told.calls_a_second:.1f}/s, stale by {codes(told.reasons)}, errors {codes(told.codes)}"
    )
