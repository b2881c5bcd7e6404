"""Complaints about values in plain words: what should stand there, never what stands there."""

import difflib
import re
from collections.abc import Iterable

from pydantic_core import ErrorDetails

_LONGEST_LIST = 12
_TIMEDELTA = re.compile(r"datetime\.timedelta\((?:seconds=)?(\d+)\)")

_MAPPING = "should be a mapping of keys to values"
_DURATION = "should be a number of seconds, or a duration such as PT30S"
_URL = "should be a URL such as https://host/path"
_PLAIN = {
    "missing": "is missing",
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "time_delta_parsing": _DURATION,
    "time_delta_type": _DURATION,
    "url_parsing": _URL,
    "url_scheme": _URL,
    "url_syntax_violation": _URL,
}
"""Our words for the types of error that pydantic words for programmers."""


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not known, which one was probably meant, and which ones there are."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ""
    end = " and others." if len(names) > _LONGEST_LIST else "."
    there_are = f" Known: {', '.join(names[:_LONGEST_LIST])}{end}" if names else ""
    return f"'{name[:60]}' is not {what}{meant or '.'}{there_are}"


def complaint(detail: ErrorDetails, known: Iterable[str] = ()) -> str:
    """What pydantic finds wrong, for the person who wrote the file; `known` are the keys of the model."""
    if detail["type"] == "extra_forbidden":
        return unknown("a key that is understood here", str(detail["loc"][-1]), known)
    if detail.get("ctx", {}).get("min_length") == 1:
        return "should not be empty"
    return _PLAIN.get(detail["type"]) or _reworded(detail["msg"])


def _reworded(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return _TIMEDELTA.sub(r"\1 seconds", text[:1].lower() + text[1:])
