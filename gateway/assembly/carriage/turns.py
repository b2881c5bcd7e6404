"""Whom to ask for a tracking number: by what is declared, what other systems told, what the number shows.

A carrier counts its calls and knows nothing of another one's parcels. So where it is certain whose a number
is, only that instance is asked; where it is not, the likely ones are asked one after the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from gateway.assembly.carriage.patterns import RECOGNISABLE, Likely, likely_carriers

Turns: TypeAlias = Sequence[Sequence[str]]
"""Instances to ask at once, and whom to ask next where none of those knows the number."""


class Carriage(Protocol):
    """What is declared of one instance that tracks parcels.

    names: the carriers that it answers for, as any system writes them (`UPS`, `PONE`). accounts: the
    shipper's accounts that stand in its numbers. prefixes: how its numbers begin.
    """

    @property
    def names(self) -> frozenset[str]: ...

    @property
    def accounts(self) -> frozenset[str]: ...

    @property
    def prefixes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class _Undeclared:
    names: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()


_UNDECLARED = _Undeclared()


def turns(
    number: str,
    instances: Sequence[str],
    declared: Mapping[str, Carriage],
    told: Collection[str],
    *,
    of_leg: bool = False,
) -> Turns:
    """Whom to ask for a number, in turns; told: the names under which its carrier was told.

    Every instance has at most one turn. of_leg: it is a leg's own number (a PRO number), which no other
    carrier could know: where its form is of none of ours, nobody is asked.
    """
    known = {name: declared.get(name, _UNDECLARED) for name in instances}
    likely = likely_carriers(number)
    certain = [name for name in instances if _is_certain(number, known[name], likely, told)]
    if certain:
        return [certain]
    fitting = [name for each in likely for name in instances if _carries(known[name], each.carrier)]
    if of_leg:
        return [[name] for name in dict.fromkeys(fitting)]
    unreadable = [name for name in instances if not _is_recognisable(known[name])]
    rest = () if likely else instances
    return [[name] for name in dict.fromkeys((*fitting, *unreadable, *rest))]


def _is_certain(number: str, carriage: Carriage, likely: Sequence[Likely], told: Collection[str]) -> bool:
    if carriage.prefixes and number.upper().startswith(carriage.prefixes):
        return True
    if any(each.account and each.account in carriage.accounts for each in likely):
        return True
    return any(_carries(carriage, carrier) for carrier in told)


def _carries(carriage: Carriage, carrier: str) -> bool:
    return carrier.casefold() in {name.casefold() for name in carriage.names}


def _is_recognisable(carriage: Carriage) -> bool:
    """Whether a carrier of its own has numbers of a form that is known."""
    return not RECOGNISABLE.isdisjoint(name.casefold() for name in carriage.names)
