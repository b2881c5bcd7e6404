"""Answering for the names by which others know an order: one read for each kind of name."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from adapters.reading.notes import Notes
from domain.identifiers import IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcomes, Read
from domain.references import Reference, ReferredOrders

OrdersOf = Read[str, tuple[str, ...]]
"""The order numbers that each name of one kind means."""


def by_kind(reads: Mapping[IdentifierKind, OrdersOf]) -> Read[Reference, ReferredOrders]:
    """One read of the kinds that a system takes, side by side; one that fails costs its own kind alone."""

    async def read(keys: Sequence[Reference], demand: Demand, /) -> Outcomes[Reference, ReferredOrders]:
        answers: dict[Reference, Found[ReferredOrders] | Missing | Failed] = dict.fromkeys(keys, MISSING)
        asked = {kind: [key.value for key in answers if key.kind is kind] for kind in reads}
        wanted = {kind: values for kind, values in asked.items() if values}
        told = await asyncio.gather(*(reads[kind](values, demand) for kind, values in wanted.items()))
        for kind, outcomes in zip(wanted, told, strict=True):
            answers |= dict(_named(kind, outcomes))
        return answers

    return read


def meant(
    orders: Iterable[str], notes: Notes, as_of: datetime | None, fetched_at: datetime
) -> Found[tuple[str, ...]]:
    """The numbers of the orders that a name means, each once."""
    return notes.found(tuple(dict.fromkeys(orders)), as_of, fetched_at)


def _named(
    kind: IdentifierKind, outcomes: Outcomes[str, tuple[str, ...]]
) -> Iterator[tuple[Reference, Found[ReferredOrders] | Missing | Failed]]:
    for value, outcome in outcomes.items():
        reference = Reference(kind, value)
        if isinstance(outcome, Found):
            orders = ReferredOrders(reference=reference, orders=outcome.value)
            yield reference, Found(orders, outcome.stamps, outcome.findings, outcome.gaps)
        else:
            yield reference, outcome
