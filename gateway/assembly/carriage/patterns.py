"""Which carriers a tracking number may be of, by its form and its check digit."""

from functools import lru_cache
from typing import NamedTuple

from tracking_numbers import DEFINITIONS

RECOGNISABLE = frozenset(definition.courier.code for definition in DEFINITIONS)
"""Carriers whose numbers have a form that is known here, by code: `ups`, `fedex`. `s10`: any post."""

_REMEMBERED = 4_096


class Likely(NamedTuple):
    """One carrier whose numbers look like this, and the shipper's account in it, where it has one."""

    carrier: str
    account: str


@lru_cache(maxsize=_REMEMBERED)
def likely_carriers(number: str) -> tuple[Likely, ...]:
    """Each carrier once, the most particular form first. A number that no form fits has none."""
    plain = number.replace(" ", "").upper()
    fitting: dict[str, Likely] = {}
    for definition in DEFINITIONS:
        read = definition.test(plain)
        if read is None or not read.valid:
            continue
        groups = definition.number_regex.fullmatch(plain)
        account = (groups.groupdict().get("ShipperId") or "") if groups else ""
        fitting.setdefault(read.courier.code, Likely(read.courier.code, account.replace(" ", "")))
    return tuple(fitting.values())
