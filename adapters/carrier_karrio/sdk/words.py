"""A carrier's codes in the SDK's words, as its tables have them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """Status and reason of each code. A code that stands under several has the first, as the SDK takes it."""

    statuses: Mapping[str, str] = {}
    reasons: Mapping[str, str] = {}


Tables = Mapping[str, Mapping[str, Iterable[str]]]
"""By table (STATUSES, REASONS): the codes of each word."""

STATUSES = "TrackingStatus"
REASONS = "TrackingIncidentReason"


def tables_of(codes: object) -> Tables:
    """The two tables of a carrier's module of codes, as far as it has them."""
    return {name: _table(codes, name) for name in (STATUSES, REASONS)}


def words_of(tables: Tables) -> Words:
    """The same by code."""
    return Words(_by_code(tables.get(STATUSES, {})), _by_code(tables.get(REASONS, {})))


def _table(codes: object, name: str) -> Mapping[str, Iterable[str]]:
    members = getattr(getattr(codes, name, None), "__members__", {})
    return {word: member.value for word, member in members.items()}


def _by_code(table: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word, codes in table.items():
        for code in codes:
            found.setdefault(code, word)
    return found
